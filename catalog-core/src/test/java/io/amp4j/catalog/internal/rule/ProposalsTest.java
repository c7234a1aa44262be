package io.amp4j.catalog.internal.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who writes what a problem proposes is not told of that value again. */
class ProposalsTest {
    private static final Pattern PROPOSAL = Pattern.compile("write (\"(?:[^\"\\\\]|\\\\.)*\")");

    /** White space by Unicode's measure, and what cannot be seen at all. */
    private static final List<String> INVISIBLE = List.of(
            "",
            "",
            "",
            " ",
            "\t",
            "\u00a0",
            "\u2003",
            "\u3000",
            "\u200b",
            "\ufeff",
            "\u00ad",
            "\u2060",
            "\u200e",
            "\u202e",
            "\ufe0f",
            "\u3164",
            "\u180e",
            "\u034f",
            "\u2028",
            "\u0085",
            "\udb40\udc01",
            "\n",
            "\u0007");

    private static final List<String> VERSIONS = List.of(
            "0.4.0",
            "v0.4.0",
            "V1.2.3",
            "0.4",
            "v0.4",
            "0.4.0+b1",
            "v0.4.0+b1",
            "01.2.3",
            "0.4.0-rc.1",
            "latest",
            "1.2.3.4",
            "0.10",
            "7",
            "0." + "4".repeat(70),
            "v0.0." + "4".repeat(70),
            "0.4.0-" + "a".repeat(120),
            "{{ .v }}");
    private static final List<String> PYTHONS = List.of(
            "3.11",
            "3.11.4",
            "3.1",
            "3.1.4",
            "3.10",
            "3",
            "311",
            ">=3.10",
            "3.x",
            "a.b",
            "3.012",
            "{{ .p }}",
            "0x10",
            "3.11.4.5",
            "3." + "1".repeat(120));
    private static final List<String> SDKS = List.of(
            "0.60.0",
            "v0.60",
            "0.60",
            "1e5",
            "\u201c0.60.0\u201d",
            "2026-11-30",
            "0o17",
            "0x1F",
            "9".repeat(300),
            "",
            "{{ .s }}",
            "0.60.0rc1",
            "01.0");
    private static final List<String> REPOSITORIES = List.of(
            "ghcr.io/x/provider",
            "https://ghcr.io/x",
            "https://ghcr.io/X//y:1@sha256:00",
            "ghcr.io/x:1",
            "/x/",
            "x y",
            "localhost:99999/x",
            "-a.b/x",
            "GHCR.io/x",
            "ghcr.io/X_",
            "oci://r/x/",
            "x@y",
            "http://",
            "1e5",
            "12",
            "ghcr.io/" + "a".repeat(150),
            "https://ghcr.io/" + "a".repeat(300),
            "{{ .r }}/x",
            "a".repeat(40) + "://ghcr.io/x");

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c > ' ' && c < 0x7f && c != '"' && c != '\\') {
                quoted.append((char) c);
            } else {
                quoted.append(String.format("\\u%04x", c));
            }
        });
        return quoted.append('"').toString();
    }

    private static String value(List<String> texts, Random random) {
        String text = texts.get(random.nextInt(texts.size()));
        if (random.nextInt(3) == 0 && text.matches("[0-9a-z.+-]+")) {
            return text;
        }
        if (random.nextInt(12) == 0) {
            int at = random.nextInt(text.length() + 1);
            text = text.substring(0, at) + invisible(random) + text.substring(at);
        }
        return quoted(invisible(random) + text + invisible(random));
    }

    private static String invisible(Random random) {
        return INVISIBLE.get(random.nextInt(INVISIBLE.size()));
    }

    private static List<String> file(Random random) {
        List<String> lines = new ArrayList<>();
        lines.add("additionalInstrumentationVersions:");
        lines.add("  - version: " + value(VERSIONS, random));
        lines.add("    traceloopSdk: " + value(SDKS, random));
        lines.add("    imageRepository: " + value(REPOSITORIES, random));
        lines.add("    pythonVersions:");
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            lines.add("      - " + value(PYTHONS, random));
        }
        return lines;
    }

    private static List<Problem> problems(List<String> lines) {
        return CatalogLoader.builder()
                .extension(CatalogSource.text("e.yaml", String.join("\n", lines) + "\n"))
                .load()
                .problems();
    }

    @Test
    void whatAProblemProposesIsAccepted() {
        Set<String> proposing = new TreeSet<>();
        for (int seed = 0; seed < 1_000; seed++) {
            List<String> lines = file(new Random(seed));
            List<String> repaired = new ArrayList<>(lines);
            Set<Integer> changed = new HashSet<>();
            List<Problem> before = problems(lines);
            for (Problem problem : before) {
                Matcher proposal = PROPOSAL.matcher(problem.message());
                if (proposal.find()) {
                    int line = problem.location().line() - 1;
                    int start = problem.location().column() - 1;
                    String now = repaired.get(line).substring(0, start) + proposal.group(1);
                    assertThat(changed.add(line) || now.equals(repaired.get(line)))
                            .as(() -> "two proposals for one value: " + before)
                            .isTrue();
                    repaired.set(line, now);
                    proposing.add(problem.code());
                }
            }
            for (Problem problem : problems(repaired)) {
                if (problem.code().equals("duplicate-python")) {
                    // Whoever listed a Python twice before still does.
                    continue;
                }
                assertThat(changed)
                        .as(() -> problem + " before: " + before)
                        .doesNotContain(problem.location().line() - 1);
            }
        }
        assertThat(proposing)
                .containsExactlyInAnyOrder(
                        "image-repository",
                        "number-for-text",
                        "padded-value",
                        "python-not-bare-minor",
                        "traceloop-sdk-grammar",
                        "unquoted-number",
                        "version-grammar",
                        "version-not-a-tag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00a0",
                "\u2007",
                "\u202f",
                "\u3000",
                "\u200b",
                "\u200d",
                "\ufeff",
                "\u00ad",
                "\u2060",
                "\u180e",
                "\u3164",
                "\ufe0f",
                "\u034f",
                "\u115f",
                "\u17b4",
                "\u2800",
                "\udb40\udc01",
                "\n",
                "\u0085",
                "\u2029",
                "\u0000"
            })
    void proposesTheVersionWithoutWhatCannotBeSeenAroundIt(String invisible) {
        List<Problem> problems = problems(List.of(
                "additionalInstrumentationVersions:",
                "  - version: " + quoted("0.4.0" + invisible),
                "    imageRepository: ghcr.io/x",
                "    pythonVersions: [" + quoted(invisible + "3.11") + "]"));

        assertThat(problems).extracting(Problem::code).containsExactly("padded-value", "padded-value");
        assertThat(problems.get(0).message()).endsWith("; write \"0.4.0\"");
        assertThat(problems.get(1).message()).endsWith("; write \"3.11\"");
        assertThat(problems.get(0).message()).as("what is shown can be seen").matches("[ -~]+");
    }

    @Test
    void takesAValueOfInvisibleCharactersForBlank() {
        assertThat(problems(List.of(
                        "additionalInstrumentationVersions:",
                        "  - version: \"0.4.0\"",
                        "    imageRepository: " + quoted("\u200b\u2060"),
                        "    pythonVersions: [\"3.11\"]")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("blank-value");
                    assertThat(problem.message()).endsWith("imageRepository is blank; fill it in");
                });
    }

    @Test
    void proposesNoKeyThatIsThereAlready() {
        List<Problem> problems = problems(List.of(
                "additionalInstrumentationVersions:",
                "  - version: \"0.4.0\"",
                "    Version: \"0.4.0\"",
                "    image: ghcr.io/x",
                "    pythonVersions: [\"3.11\"]",
                "additionalInstrumentationVersion: []"));

        assertThat(problems)
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message)
                        .contains("unknown key \"Version\"; version is there already, so delete this one"))
                .anySatisfy(message ->
                        assertThat(message).contains("unknown key \"image\" (did you mean imageRepository?)"))
                .anySatisfy(message -> assertThat(message)
                        .contains(
                                "unknown top-level key \"additionalInstrumentationVersion\"; additionalInstrumentationVersions"
                                        + " is there already, so put its entries there and delete this one"));
    }

    @Test
    void proposesAVersionForAPaddedDefaultAndNoEntryThatCannotBe() {
        String padded = "0.2.1\u00a0";

        assertThat(CatalogLoader.builder().defaultVersion(padded).load().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .startsWith("default instrumentation version \"0.2.1\\u00a0\" not in effective set [")
                        .endsWith("]; set it to \"0.2.1\", without what cannot be seen around it"));
        assertThat(CatalogLoader.builder().defaultVersion("v9.9.9+x").load().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).endsWith("]; set the default to one of these"));
    }

    @Test
    void proposesAPythonOnceOfSeveralPatches() {
        List<String> messages = problems(List.of(
                        "additionalInstrumentationVersions:",
                        "  - version: \"0.4.0\"",
                        "    imageRepository: ghcr.io/x",
                        "    pythonVersions: [\"3.11.4\", \"3.11.5\", \"3.12\", \"3.12.1\"]"))
                .stream()
                .map(Problem::message)
                .map(message -> message.substring(message.indexOf("holds")))
                .toList();

        assertThat(messages)
                .containsExactly(
                        "holds \"3.11.4\", which is more than a minor; write \"3.11\", because the image fits every patch of it",
                        "holds \"3.11.5\", which is more than a minor; delete it, because 3.11 stands for every patch of it",
                        "holds \"3.12.1\", which is more than a minor; delete it, because 3.12 stands for every patch of it");
    }
}
