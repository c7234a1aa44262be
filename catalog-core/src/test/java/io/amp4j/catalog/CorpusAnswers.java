package io.amp4j.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What the catalog says to every input of the corpus, as one text: a class loader of its own can run it and hand the text out. */
final class CorpusAnswers implements Supplier<String> {
    private static final int MUTATIONS = 200;

    /** Larger than anything that a parser bounds by itself. */
    private static final ReadLimits WIDE =
            ReadLimits.DEFAULT.withBytes(64 << 20).withDepth(500);

    @Override
    public String get() {
        StringBuilder answers = new StringBuilder();
        try {
            List<byte[]> corpus = FuzzCorpus.all();
            for (byte[] input : corpus) {
                answer(input, ReadLimits.DEFAULT, answers);
            }
            for (int seed = 0; seed < MUTATIONS; seed++) {
                Random random = new Random(seed);
                byte[] input = corpus.get(random.nextInt(corpus.size()));
                answer(FuzzCorpus.mutate(input, corpus, random), ReadLimits.DEFAULT, answers);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the corpus cannot be read", e);
        }
        for (String input : extremes()) {
            answer(input.getBytes(UTF_8), WIDE, answers);
        }
        return answers.toString();
    }

    /** What lies beyond the bounds that parsers have by default, now or once. */
    private static List<String> extremes() {
        List<String> inputs = new ArrayList<>();
        String long21 = "x".repeat(21 << 20);
        String digits = "7".repeat(2_000);
        String key = "k".repeat(60_000);
        // As JSON alone: SnakeYAML takes minutes for one text of that length.
        inputs.add("{\"additionalInstrumentationVersions\": \"" + long21 + "\"}");
        for (String value : List.of(digits, "1." + digits, "{\"" + key + "\": 1}", "[".repeat(400) + "]".repeat(400))) {
            inputs.add("additionalInstrumentationVersions: " + value + "\n");
            inputs.add("{\"additionalInstrumentationVersions\": " + value + "}");
        }
        inputs.add("additionalInstrumentationVersions: []\n" + "# padding\n".repeat(400_000));
        inputs.add("x-a: &a [1]\nx-b: [" + "*a, ".repeat(900) + "]\nadditionalInstrumentationVersions: []\n");
        return inputs;
    }

    private static void answer(byte[] input, ReadLimits limits, StringBuilder answers) {
        for (String name : input.length > limits.bytes() / 4 ? List.of("e.json") : List.of("e.yaml", "e.json")) {
            Validation validation = CatalogLoader.builder()
                    .limits(limits)
                    .extension(CatalogSource.bytes(name, input))
                    .load();
            answers.append("== ").append(name).append(' ').append(input.length).append('\n');
            for (Problem problem : validation.problems()) {
                answers.append(problem.code())
                        .append(' ')
                        .append(text(problem, name))
                        .append('\n');
            }
            if (validation instanceof Validation.Valid valid) {
                answers.append(CatalogJson.catalog(valid.catalog()));
            }
        }
    }

    /** Older versions of Jackson name the end of a broken JSON token and newer ones its start, so the column is left out there. */
    private static String text(Problem problem, String name) {
        return problem.code().equals("malformed") && name.endsWith(".json")
                ? problem.location().line() + " " + problem.message()
                : problem.toString();
    }
}
