package io.amp4j.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No input of up to 64 KiB throws anything but {@link CatalogException}, and none costs more than a second. */
@Timeout(300)
class CatalogFuzzTest {
    private static final int LARGEST = 64 << 10;
    private static final String ALPHABET = " \n-:abc[]{},\"'#&*!|>?%@`0.";
    private static final int ROUNDS = 2_500;

    /** Bytes that mean something to a YAML or JSON reader. */
    private static final List<String> TOKENS = List.of(
            "- ",
            ": ",
            "\n",
            "\n  ",
            "\t",
            "\r\n",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&a ",
            "*a",
            "<<: ",
            "? ",
            "| \n",
            ">-\n",
            "|2+\n",
            "\"",
            "'",
            "#",
            "---\n",
            "...\n",
            "!!str ",
            "!!binary ",
            "!!float ",
            "!<x> ",
            "%YAML 1.2\n",
            "\\u0000",
            "\\x41",
            "@",
            "3.10",
            "~",
            "null",
            "0x",
            "1e999",
            ".inf",
            "\0",
            "\u00e4",
            "\ud83d\ude00",
            "\ufeff",
            "\u2028",
            "\u0085",
            "version: ",
            "pythonVersions: ",
            "imageRepository: ",
            "additionalInstrumentationVersions:\n",
            "kind: ConfigMap\n",
            "data:\n  instrumentation-extension.yaml: |\n",
            "agentManagerService:\n",
            "python-instrumentation-provider: ");

    private static List<byte[]> corpus() throws IOException {
        List<byte[]> corpus = new ArrayList<>();
        Path fixtures = Path.of("src", "test", "resources", "io", "amp4j", "catalog");
        try (Stream<Path> files = Files.walk(fixtures)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
        }
        corpus.add(CatalogJson.catalog(CatalogLoader.builder().load().orElseThrow())
                .getBytes(UTF_8));
        corpus.add("""
                kind: ConfigMap
                data:
                  instrumentation-extension.yaml: |
                    x-a: &a {pythonVersions: ["3.11"], imageRepository: ghcr.io/x}
                    additionalInstrumentationVersions:
                      - {version: "0.4.0", <<: *a}
                """.getBytes(UTF_8));
        corpus.add(
                "{\"kind\":\"ConfigMap\",\"data\":{\"instrumentation-extension.yaml\":\"additionalInstrumentationVersions:\\n- 1\\n\"}}"
                        .getBytes(UTF_8));
        return corpus;
    }

    private static byte[] mutate(byte[] seed, List<byte[]> corpus, Random random) {
        byte[] bytes = seed;
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            bytes = mutateOnce(bytes, corpus, random);
        }
        return bytes.length <= LARGEST ? bytes : Arrays.copyOf(bytes, LARGEST);
    }

    private static byte[] mutateOnce(byte[] bytes, List<byte[]> corpus, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(40));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        switch (random.nextInt(7)) {
            case 0 -> out.write(random.nextInt(256));
            case 1 -> out.writeBytes(token(random));
            case 2 -> out.writeBytes(token(random).length == 0 ? bytes : repeat(token(random), random));
            case 3 -> out.writeBytes(repeat(Arrays.copyOfRange(bytes, from, to), random));
            case 4 -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int start = random.nextInt(other.length);
                out.write(other, start, random.nextInt(other.length - start));
            }
            case 5 -> from = to;
            default -> {
                out.write(bytes, from, to - from);
                out.write(' ');
            }
        }
        out.write(bytes, from, bytes.length - from);
        return out.toByteArray();
    }

    private static byte[] token(Random random) {
        return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(UTF_8);
    }

    private static byte[] repeat(byte[] part, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int times = random.nextInt(4) == 0 ? 20_000 : 1 + random.nextInt(50);
        for (int i = 0; i < times && out.size() < LARGEST; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void load(byte[] bytes, String what) {
        String name = what + (bytes.length % 3 == 0 ? ".json" : ".yaml");
        Validation validation;
        long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try {
            validation = CatalogLoader.builder()
                    .extension(CatalogSource.bytes(name, bytes))
                    .load();
        } catch (RuntimeException | StackOverflowError e) {
            fail(
                    what + " of " + bytes.length + " bytes: "
                            + new String(bytes, 0, Math.min(500, bytes.length), UTF_8),
                    e);
            return;
        }
        // The thread's own time: what others do on the machine does not count.
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
        assertThat(cpu).as("%s of %d bytes", what, bytes.length).isLessThan(1_000_000_000L);
        long lines = 2
                + new String(bytes, UTF_8)
                        .chars()
                        .filter(c -> c < ' ' || c == 0x85 || c == 0x2028 || c == 0x2029)
                        .count();
        assertThat(validation.problems()).allSatisfy(problem -> {
            assertThat(problem.message()).isNotBlank().doesNotContain("\n", "\0", "RuntimeException");
            assertThat((long) problem.location().line()).isLessThanOrEqualTo(lines);
        });
        assertThat(validation.isValid())
                .isEqualTo(validation.problems().stream().noneMatch(Problem::isError));
    }

    @Test
    void survivesMutatedInput() throws IOException {
        List<byte[]> corpus = corpus();
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            byte[] seed = corpus.get(random.nextInt(corpus.size()));
            load(mutate(seed, corpus, random), String.format(Locale.ROOT, "mutation %d", round));
        }
    }

    @Test
    void survivesRandomBytesAndRandomTokens() {
        for (int round = 0; round < 300; round++) {
            Random random = new Random(round);
            byte[] bytes = new byte[random.nextInt(LARGEST)];
            random.nextBytes(bytes);
            load(bytes, "noise " + round);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            }
            load(bytes, "ascii noise " + round);
            ByteArrayOutputStream tokens = new ByteArrayOutputStream();
            int size = random.nextInt(LARGEST - 100);
            while (tokens.size() < size) {
                tokens.writeBytes(token(random));
            }
            load(tokens.toByteArray(), "tokens " + round);
        }
    }

    @Test
    void survivesWhatIsBuiltToBeSlow() {
        List<String> units = List.of(
                "a",
                "[",
                "{",
                "- ",
                "? ",
                "a: ",
                "a: b\n",
                "- a\n",
                "-\n",
                "\n",
                " ",
                "\n ",
                "'",
                "\"\n",
                "#\n",
                "&a ",
                "*a ",
                "!!a ",
                "[a,",
                "{a: [",
                "\"\\",
                "| \n",
                "a\n\n",
                "a,",
                "- &a\n",
                "? a\n",
                ": ",
                "%A\n",
                "\u2028",
                "  - {}\n",
                "a b ",
                "- - ");
        for (String unit : units) {
            load(unit.repeat(LARGEST / unit.getBytes(UTF_8).length).getBytes(UTF_8), "repeated " + unit.strip());
            String list = "additionalInstrumentationVersions: [" + unit;
            load(list.repeat(LARGEST / list.getBytes(UTF_8).length).getBytes(UTF_8), "repeated list " + unit.strip());
        }
    }
}
