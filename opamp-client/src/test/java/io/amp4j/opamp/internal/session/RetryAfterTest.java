package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.conformance.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    static Stream<Arguments> headers() {
        return Stream.of(
                argumentSet("seconds", "120", Duration.ofSeconds(120)),
                argumentSet("spaces around", " 7 ", Duration.ofSeconds(7)),
                argumentSet("IMF-fixdate", "Fri, 20 Nov 2026 10:01:30 GMT", Duration.ofSeconds(90)),
                argumentSet("RFC 850", "Friday, 20-Nov-26 10:01:30 GMT", Duration.ofSeconds(90)),
                argumentSet("asctime", "Fri Nov 20 10:01:30 2026", Duration.ofSeconds(90)),
                argumentSet("asctime, one digit", "Tue Dec  1 10:00:00 2026", Duration.ofDays(11)),
                argumentSet("more than a long", "99999999999999999999999", Duration.ofDays(3650)),
                argumentSet("a far date", "Fri, 20 Nov 2099 10:00:00 GMT", Duration.ofDays(3650)),
                argumentSet("zero", "0", null),
                argumentSet("negative", "-1", null),
                argumentSet("a past date", "Thu, 19 Nov 2026 10:00:00 GMT", null),
                argumentSet("a past date of two digits", "Sunday, 06-Nov-94 08:49:37 GMT", null),
                argumentSet("text", "abc", null),
                argumentSet("a fraction", "1.5", null),
                argumentSet("a wrong weekday", "Mon, 20 Nov 2026 10:01:30 GMT", null),
                argumentSet("nothing", "", null));
    }

    @ParameterizedTest
    @MethodSource("headers")
    @Requirement("R-091")
    void readsSecondsAndDatesAndTakesTheRestForNoHint(String text, @Nullable Duration wait) {
        assertThat(RetryAfter.parse(text, NOW).orElse(null)).isEqualTo(wait);
    }
}
