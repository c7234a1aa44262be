package io.amp4j.otel.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryType() {
        assertThat(Json.parse(" {\"a\":[1,-2.5e3,true,false,null,\"x\\n\\u00e9\\/\"],\"b\":{}} "))
                .isEqualTo(Map.of("a", Arrays.asList(1.0, -2500.0, true, false, null, "x\n\u00e9/"), "b", Map.of()));
    }

    @Test
    void keepsTheLastOfEqualKeys() {
        assertThat(Json.object("{\"a\":1,\"a\":2}")).containsEntry("a", 2.0);
    }

    @Test
    void replacesALoneSurrogateAndKeepsAPair() {
        assertThat(Json.parse("\"\\ud800x\"")).isEqualTo("\uFFFDx");
        assertThat(Json.parse("\"\\ud83d\\ude00\"")).isEqualTo("\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\"}",
                "{\"a\":1,}",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "tru",
                "nul",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a\tb\"",
                "[1] 2",
                "1e999",
                "NaN",
                "{1:2}",
                "\uFEFF1",
                "\"\\u\uFF11\uFF11\uFF11\uFF11\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("offset");
        assertThat(Json.object(text)).isNull();
        assertThat(Json.list(text)).isNull();
    }

    @Test
    void refusesWhatNestsTooDeeplyWithoutExhaustingTheStack() {
        String deep = "[".repeat(200_000);

        assertThatThrownBy(() -> Json.parse(deep))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("deeper");
        assertThat(Json.parse("[".repeat(400) + "]".repeat(400))).isInstanceOf(List.class);
    }

    @Test
    void errorsNeverQuoteTheText() {
        assertThatThrownBy(() -> Json.parse("{\"key\": secret}"))
                .hasMessage("expected a value at offset 8")
                .extracting(e -> ((JsonException) e).offset())
                .isEqualTo(8);
    }

    @Test
    void writesCanonicallyAsGoDoes() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", "<&>\u2028\"\\\n\u0001");
        map.put("a", Arrays.asList(1.0, 0.5, null, true, 12L));

        assertThat(Json.canonical(map))
                .isEqualTo("{\"a\":[1,0.5,null,true,12],\"b\":\"\\u003c\\u0026\\u003e\\u2028\\\"\\\\\\n\\u0001\"}");
        assertThat(Json.write(map)).startsWith("{\"b\":");
    }

    @Test
    void sortsKeysByCodePointAsUtf8Does() {
        Map<String, Object> map = Map.of("\uFFFD", 1, "\uD83D\uDE00", 2, "z", 3);

        assertThat(Json.canonical(map)).isEqualTo("{\"z\":3,\"\uFFFD\":1,\"\uD83D\uDE00\":2}");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-3, -3",
        "0.1, 0.1",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.5e300, 1.5e+300",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "1.5e-9, 1.5e-9",
        "9007199254740993, 9007199254740992",
        "2.0E-3, 0.002",
        "123456789.125, 123456789.125",
        "1.7976931348623157e308, 1.7976931348623157e+308"
    })
    void writesNumbersWithTheFewestDigits(double number, String expected) {
        assertThat(Json.canonical(number)).isEqualTo(expected);
        assertThat(Json.parse(expected)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "100000, 100000",
        "1000000, 1e+06",
        "1234567, 1.234567e+06",
        "0.5, 0.5",
        "0.00001, 1e-05",
        "0, 0"
    })
    void printsNumbersAsGoDoes(double number, String expected) {
        assertThat(Json.goPrint(number)).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItWrites() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int i = 0; i < 2_000; i++) {
            Object value = value(random, 0);
            assertThat(Json.parse(Json.canonical(value))).isEqualTo(value);
            assertThat(Json.parse(Json.pretty(value))).isEqualTo(value);
        }
    }

    private static Object value(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth > 3 ? 4 : 6)) {
            case 0 -> random.nextBoolean();
            case 1 -> (double) random.nextInt(-1000, 1000);
            case 2 -> Double.longBitsToDouble((random.nextLong() & ~(0x7FFL << 52)) | (random.nextLong(2046) << 52));
            case 3 ->
                random.ints(random.nextInt(12), 0, 0x2FFF)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case 4 ->
                random.ints(random.nextInt(4))
                        .mapToObj(i -> value(random, depth + 1))
                        .toList();
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("k" + random.nextInt(100), value(random, depth + 1));
                }
                yield map;
            }
        };
    }
}
