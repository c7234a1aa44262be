package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.catalog.internal.node.Quoted;
import io.amp4j.opamp.testing.TextsOfTheTestServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The jars share no code, so each has its own way to show texts from outside; all of them let the same characters through. */
class PrintableTest {
    private static final Map<String, UnaryOperator<String>> WAYS = Map.of(
            "catalog-core", Quoted::onOneLine,
            "opamp-client", io.amp4j.opamp.internal.text.Printable::text,
            "otel-init", io.amp4j.otel.internal.text.Printable::text,
            "opamp-testing", TextsOfTheTestServer::shown,
            "command line", Printable::text);

    private static final List<Integer> ESCAPED = List.of(
            0x00, 0x07, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9F, // controls
            0xA0, 0x2003, 0x3000, // blanks that are not the blank
            0x2028, 0x2029, // ends of lines and paragraphs
            0xAD, 0x61C, 0x200B, 0x200D, 0x200E, 0x202A, 0x202E, 0x2066, 0x2069,
            0xFEFF, // formats, bidirectional ones too
            0x115F, 0x2800, 0x3164, 0xFE0F, 0x16FE4, 0x1D159, // blank by design
            0xD800, 0xDFFF, // halves of characters
            0xE000, 0xF0000, // private use
            0x378, 0xFFFF, 0x10FFFF, // no characters
            0xE0001, 0xE0041, 0xE007F, 0xE0100); // tags and selectors

    private static final List<String> SHOWN = List.of(
            "",
            " ",
            "plain text",
            "C:\\dir\\file",
            "\"quoted\" 'too'",
            "über 日本語 العربية e\u0301\u0323 😀",
            "~!@#$%^&*()");

    static Stream<Arguments> ways() {
        return WAYS.entrySet().stream().map(way -> Arguments.argumentSet(way.getKey(), way.getValue()));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void escapesWhatNobodySees(UnaryOperator<String> way) {
        for (int c : ESCAPED) {
            String text = new StringBuilder("a").appendCodePoint(c).append('z').toString();
            assertThat(way.apply(text))
                    .as("U+%04X", c)
                    .startsWith("a\\")
                    .endsWith("z")
                    .matches("[ -~]*")
                    .satisfies(shown -> assertThat(shown.toLowerCase(Locale.ROOT))
                            .containsAnyOf(Integer.toHexString(c), "\\t", "\\n", "\\r"));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void leavesWhatEverybodySees(UnaryOperator<String> way) {
        assertThat(SHOWN).allSatisfy(text -> assertThat(way.apply(text)).isSameAs(text));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void escapesTheMarksOfALetterFromTheThirdOn(UnaryOperator<String> way) {
        assertThat(way.apply("e\u0301\u0323\u0301\u20dd\u0301z")).isEqualTo("e\u0301\u0323\\u0301\\u20dd\\u0301z");
        assertThat(way.apply("\u0301\u0301\u0301 e\u0301\u0301")).isEqualTo("\u0301\u0301\\u0301 e\u0301\u0301");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void agreesWithTheOthersOnEveryCharacterThereIs(UnaryOperator<String> way) {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(c -> way.apply(Character.toString(c)).codePointAt(0)
                                == c
                                != (Printable.text(Character.toString(c)).codePointAt(0) == c))
                        .mapToObj(Integer::toHexString)
                        .limit(20))
                .isEmpty();
    }

    @Test
    void writesEscapesAsJavaDoes() {
        assertThat(Printable.text("a\u001b[2Jb\u202ec" + Character.toString(0xE0041)))
                .isEqualTo("a\\u001b[2Jb\\u202ec\\u{e0041}");
    }

    @Test
    void cutsAndSaysHowMuchIsMissing() {
        assertThat(Printable.text("0123456789", 10)).isEqualTo("0123456789");
        assertThat(Printable.text("0123456789a", 10)).isEqualTo("0123456789…(1 more)");
        assertThat(Printable.text("012345678😀", 10)).isEqualTo("012345678…(2 more)");
        assertThat(Printable.text("\n".repeat(3), 2)).isEqualTo("\\u000a\\u000a…(1 more)");
    }

    @Test
    void escapesInJsonSoThatItSaysTheSame() {
        String text = "a\u007f\u009b\u2028\u202e" + Character.toString(0xE0041) + "\ue000e\u0301\u0301\u0301z";
        String json = Json.document(Json.object("text", text));
        assertThat(json).contains("a\\u007f\\u009b\\u2028\\u202e\\udb40\\udc41\\ue000e\u0301\u0301\\u0301z");
        assertThat(OpampJson.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .get("text")
                        .textValue())
                .isEqualTo(text);
    }
}
