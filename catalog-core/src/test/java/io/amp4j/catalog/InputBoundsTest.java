package io.amp4j.catalog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class InputBoundsTest {
    private static final String GOOD = """
            additionalInstrumentationVersions:
              - version: "0.4.0"
                pythonVersions: ["3.11"]
                imageRepository: ghcr.io/x/provider
            """;

    private static Validation load(byte[] bytes) {
        return load(bytes, ReadLimits.DEFAULT);
    }

    private static Validation load(byte[] bytes, ReadLimits limits) {
        return CatalogLoader.builder()
                .limits(limits)
                .extension(CatalogSource.bytes("e.yaml", bytes))
                .load();
    }

    private static Problem refusal(byte[] bytes) {
        Validation validation = load(bytes);
        assertThat(validation).isInstanceOf(Validation.Invalid.class);
        assertThat(validation.problems()).hasSize(1);
        return validation.problems().get(0);
    }

    static Stream<Arguments> refusals() {
        String billionLaughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [" + "*b, ".repeat(1_001) + "]\n";
        String merges = "a: &a {" + letters(600) + "}\nb: {<<: *a}\nc: {<<: *a}\n";
        return Stream.of(
                argumentSet("invalid UTF-8", "a: \u00fc\n".getBytes(ISO_8859_1), "encoding", "1:4", "UTF-8"),
                argumentSet("cut UTF-8", new byte[] {'a', '\n', (byte) 0xC3}, "encoding", "2:1", "0xC3"),
                argumentSet(
                        "UTF-16 with a mark", "\ufeffa: b".getBytes(UTF_16LE), "encoding", "1:1", "save it as UTF-8"),
                argumentSet("UTF-16 without a mark", "a: b".getBytes(UTF_16BE), "encoding", "1:1", "save it as UTF-8"),
                argumentSet("NUL", "a: b\nc: \0d".getBytes(UTF_8), "forbidden-character", "2:4", "U+0000"),
                argumentSet("bell", "a: b\r\nc: \u0007d".getBytes(UTF_8), "forbidden-character", "2:4", "U+0007"),
                argumentSet(
                        "after a wide character",
                        "\ud83d\ude00\u0001".getBytes(UTF_8),
                        "forbidden-character",
                        "1:2",
                        "U+0001"),
                argumentSet("tab", "a:\n\t- b\n".getBytes(UTF_8), "malformed", "2:1", "indent with spaces"),
                argumentSet(
                        "two documents", (GOOD + "---\n" + GOOD).getBytes(UTF_8), "several-documents", "6:1", "---"),
                argumentSet(
                        "empty second document", (GOOD + "---\n").getBytes(UTF_8), "several-documents", "6:1", "---"),
                argumentSet("two JSON documents", "{}\n{}".getBytes(UTF_8), "several-documents", "2:1", "---"),
                argumentSet("deep lists", "[".repeat(100_000).getBytes(UTF_8), "too-deep", "1:65", "64"),
                argumentSet("deep block lists", "- ".repeat(100_000).getBytes(UTF_8), "too-deep", "1:129", "64"),
                argumentSet("deep mappings", "{a: ".repeat(10_000).getBytes(UTF_8), "too-deep", "1:257", "64"),
                argumentSet("billion laughs", billionLaughs.getBytes(UTF_8), "too-many-aliases", "3:3997", "1000"),
                argumentSet("endless merges", merges.getBytes(UTF_8), "too-many-aliases", "3:5", "1000"),
                argumentSet("recursion", "a: &a [*a]\n".getBytes(UTF_8), "bad-alias", "1:8", "*a"),
                argumentSet("unknown alias", "a: *b\n".getBytes(UTF_8), "bad-alias", "1:4", "&b"),
                argumentSet("merge of a text", "a: {<<: b}\n".getBytes(UTF_8), "bad-merge-key", "1:5", "<<: *anchor"),
                argumentSet(
                        "two merges in one mapping",
                        "a: &a {x: 1}\nb:\n  <<: *a\n  c: 1\n  <<: *a\n".getBytes(UTF_8),
                        "bad-merge-key",
                        "5:3",
                        "already defined at line 3; merge several mappings as <<: [*one, *other]"),
                argumentSet("list as key", "? [a]\n: b\n".getBytes(UTF_8), "malformed", "1:4", "plain text"),
                argumentSet("open quote", "a: \"b\n".getBytes(UTF_8), "malformed", "2:1", "not closed"),
                argumentSet("second colon", "a: b: c\n".getBytes(UTF_8), "malformed", "1:5", "indentation"));
    }

    private static String letters(int count) {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < count; i++) {
            keys.append('k').append(i).append(": 1, ");
        }
        return keys.toString();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWithAPlaceAndAdvice(byte[] bytes, String code, String place, String advice) {
        Problem problem = refusal(bytes);

        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.location()).hasToString("e.yaml:" + place);
        assertThat(problem.message()).startsWith("parse extension e.yaml: ").contains(advice);
    }

    @Test
    void refusesAHugeFileWithoutReadingItAll() {
        long[] given = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                given[0]++;
                return 'a';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, (byte) 'a');
                given[0] += length;
                return length;
            }
        };
        CatalogSource source = new CatalogSource() {
            @Override
            public String name() {
                return "/dev/endless";
            }

            @Override
            public InputStream open() {
                return endless;
            }
        };

        Validation validation = CatalogLoader.builder().extension(source).load();

        assertThat(validation.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("too-large");
            assertThat(problem.message())
                    .startsWith("read extension /dev/endless: ")
                    .contains("4194304 bytes");
        });
        assertThat(given[0]).isBetween(4_194_305L, 5_000_000L);
    }

    @Test
    void keepsItsBoundsWhereTheCallerSetsThem() {
        String padded = GOOD + "# room for more than the bundled baseline needs\n".repeat(10);
        ReadLimits exact =
                ReadLimits.DEFAULT.withBytes(padded.length()).withEntries(1).withDepth(4);

        assertThat(load(padded.getBytes(UTF_8), exact).isValid()).isTrue();
        assertThat(load(GOOD.getBytes(UTF_8), exact.withDepth(3)).problems())
                .extracting(Problem::code)
                .containsExactly("too-deep");
        assertThat(load(padded.getBytes(UTF_8), exact.withBytes(padded.length() - 1))
                        .problems())
                .extracting(Problem::code)
                .contains("too-large");
        String two = GOOD + "  - version: \"0.5.0\"\n";
        assertThat(load(two.getBytes(UTF_8), exact.withBytes(1_000)).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("too-many-entries");
                    assertThat(problem.location()).hasToString("e.yaml:5:5");
                });
        String aliases =
                "x-a: &a \"3.11\"\nadditionalInstrumentationVersions: [{version: \"0.4.0\", pythonVersions: [*a],"
                        + " imageRepository: ghcr.io/x, traceloopSdk: *a}]";
        ReadLimits wide = ReadLimits.DEFAULT;
        assertThat(load(aliases.getBytes(UTF_8), wide.withAliases(2)).isValid()).isTrue();
        assertThat(load(aliases.getBytes(UTF_8), wide.withAliases(1)).problems())
                .extracting(Problem::code)
                .containsExactly("too-many-aliases");
    }

    @Test
    void readsAByteOrderMarkAndCarriageReturns() {
        Validation validation = load(("\ufeff" + GOOD.replace("\n", "\r\n")).getBytes(UTF_8));

        assertThat(validation.problems()).isEmpty();
        assertThat(validation.orElseThrow().find("0.4.0").orElseThrow().source().location())
                .hasToString("e.yaml:2:14");
    }

    @Test
    void saysHowManyProblemsItLeftOut() {
        byte[] bytes =
                ("additionalInstrumentationVersions: [{version: \"0.4.0\", imageRepository: ghcr.io/x, pythonVersions: ["
                                + "x, ".repeat(30_000) + "]}]")
                        .getBytes(UTF_8);

        Validation validation = load(bytes);

        assertThat(validation.problems()).hasSize(10_001);
        assertThat(validation.problems().get(10_000).message()).startsWith("and 49999 more problems");
    }

    @Test
    void survivesAFileOfNothingButRepeatedKeys() {
        byte[] bytes = ("{" + "a,".repeat(2_000_000) + "}").getBytes(UTF_8);

        assertThat(load(bytes).problems()).hasSizeBetween(1_000, 1_002);
    }

    @Test
    void saysOfMegabytesOfDigitsThatTheyAreNoVersion() {
        String digits = "9".repeat(3_000_000);
        Validation validation = load((GOOD + "    traceloopSdk: \"" + digits + "\"\n").getBytes(UTF_8));

        assertThat(validation.isValid()).as("AMP takes any text").isTrue();
        assertThat(validation.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("traceloop-sdk-grammar");
            assertThat(problem.message()).contains("has 3000000 characters").hasSizeLessThan(400);
        });
    }

    @Test
    void refusesARegistryNameOfMegabytes() {
        byte[] bytes = GOOD.replace("ghcr.io", "a.".repeat(1_000_000) + "io").getBytes(UTF_8);

        assertThat(refusal(bytes).message())
                .contains("begins with a registry name of more than 255 characters")
                .hasSizeLessThan(400);
    }
}
