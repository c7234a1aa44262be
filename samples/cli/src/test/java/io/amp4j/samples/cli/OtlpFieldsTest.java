package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is made of a request that was not counted before. */
class OtlpFieldsTest {
    private static final List<String> LINE_ENDS =
            List.of("\n", "\r", "\r\n", "\u000b", "\f", "\u0085", "\u2028", "\u2029");

    private static final List<String> SCRAPS = List.of(
            "\"",
            "\\",
            "\\\"",
            "\\\\",
            ",",
            "{",
            "[",
            "}",
            "]",
            ":",
            "1",
            "{}",
            "[]",
            "\"a\":",
            "[1,[],{}]",
            "{\"name\":[1,2]}");

    /** Each line is read for itself, so that a text of one that does not end hides nothing of the next. */
    @ParameterizedTest
    @ValueSource(strings = {"\"", "{\"a", "\"\\", "\"\\\"", "[\"x", "x\"\"\""})
    void countsTheFieldsBehindATextThatDoesNotEnd(String open) {
        String line = "{\"name\":\"a\",\"attributes\":{\"k\":[" + "0,".repeat(999) + "0]}}";
        assertThat(LINE_ENDS)
                .allSatisfy(end -> assertThat(fields(open + end + line)).isGreaterThanOrEqualTo(1_003));
    }

    /** Not all line ends must be escaped in a text. */
    @Test
    void countsTheFieldsBehindALineEndInAText() {
        assertThat(LINE_ENDS)
                .allSatisfy(end -> assertThat(fields("[\"" + end + "\"," + "{},".repeat(999) + "{}]"))
                        .isGreaterThanOrEqualTo(1_001));
    }

    @Test
    void countsNothingInTexts() {
        assertThat(fields("[\"" + ",{[\\\"".repeat(1_000) + "\"]")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void countsAtLeastWhatIsMade(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<String> scraps = new ArrayList<>(SCRAPS);
        scraps.addAll(LINE_ENDS);
        int made = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder json = new StringBuilder();
            for (int left = random.nextInt(12); left > 0; left--) {
                json.append(scraps.get(random.nextInt(scraps.size())));
            }
            int members = made(json.toString());
            made += members;
            assertThat(fields(json.toString())).as("%s", json).isGreaterThanOrEqualTo(members);
        }
        assertThat(made).isGreaterThan(4_000);
    }

    private static int fields(String json) {
        return OtlpFields.inJson(json.getBytes(StandardCharsets.UTF_8)).fields();
    }

    /** The members and items of the one value that a text is, or of those that its lines are. */
    private static int made(String json) {
        try {
            return members(Json.parse(json));
        } catch (JsonException notOneValue) {
            return ofLines(json);
        }
    }

    private static int ofLines(String json) {
        int members = 0;
        for (String line : json.split("\\R", -1)) {
            try {
                members += members(Json.parse(line));
            } catch (JsonException notJson) {
                // Nothing stays of it.
            }
        }
        return members;
    }

    private static int members(@Nullable Object value) {
        List<@Nullable Object> items = Json.asList(value);
        if (items != null) {
            return items.stream().mapToInt(item -> 1 + members(item)).sum();
        }
        Map<String, @Nullable Object> object = Json.asObject(value);
        return object == null
                ? 0
                : object.values().stream().mapToInt(item -> 1 + members(item)).sum();
    }
}
