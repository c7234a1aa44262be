package io.amp4j.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No input of up to 64 KiB throws anything but {@link CatalogException}, and none costs more than a second. */
@Timeout(300)
class CatalogFuzzTest {
    private static final int LARGEST = FuzzCorpus.LARGEST;
    private static final String ALPHABET = " \n-:abc[]{},\"'#&*!|>?%@`0.";
    private static final int ROUNDS = 2_500;

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
        List<byte[]> corpus = FuzzCorpus.all();
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            byte[] seed = corpus.get(random.nextInt(corpus.size()));
            load(FuzzCorpus.mutate(seed, corpus, random), String.format(Locale.ROOT, "mutation %d", round));
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
                tokens.writeBytes(FuzzCorpus.token(random));
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
