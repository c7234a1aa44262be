package io.amp4j.otel.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryRuleTest {
    private static final Duration PLENTY = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final RetryPolicy policy = RetryPolicy.builder()
            .setMaxAttempts(4)
            .setInitialBackoff(Duration.ofSeconds(1))
            .setMaxBackoff(Duration.ofSeconds(3))
            .setBackoffMultiplier(2)
            .build();

    private Optional<Duration> next(Reply reply, int attempts, Duration left, double chance) {
        return RetryRule.next(reply, attempts, left, policy, chance);
    }

    @Test
    void growsToTheCapAndEndsWithThePolicy() {
        Reply down = Reply.unanswered("x");
        assertThat(next(down, 1, PLENTY, 0)).contains(Duration.ofSeconds(1));
        assertThat(next(down, 2, PLENTY, 0)).contains(Duration.ofSeconds(2));
        assertThat(next(down, 3, PLENTY, 0)).contains(Duration.ofSeconds(3));
        assertThat(next(down, 4, PLENTY, 0)).isEmpty();
    }

    @Test
    void retriesWhenTheHeadersCouldNotBeHad() {
        assertThat(next(Reply.withoutHeaders("x"), 1, PLENTY, 0)).contains(Duration.ofSeconds(1));
    }

    @Test
    void spreadsBelowTheCapOnly() {
        assertThat(next(Reply.unanswered("x"), 3, PLENTY, 0.999).orElseThrow())
                .isBetween(Duration.ofMillis(2400), Duration.ofSeconds(3));
    }

    @Test
    void letsRetryAfterWinOverPolicyAndAttempts() {
        Reply throttled = Reply.answered(429, Optional.of(Duration.ofSeconds(42)), 0);
        assertThat(next(throttled, 99, PLENTY, 0.5)).contains(Duration.ofSeconds(42));
        assertThat(next(throttled, 1, Duration.ofSeconds(42), 0.5))
                .as("the time is up")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 400, 401, 403, 404, 413, 500, 501, 505})
    void retriesNothingElse(int status) {
        assertThat(next(Reply.answered(status, Optional.empty(), 0), 1, PLENTY, 0))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; PT0S",
                "120; PT2M",
                "999999999; PT1H",
                "Fri, 20 Nov 2026 10:00:30 GMT; PT30S",
                "Fri, 20 Nov 2026 09:00:00 GMT; PT0S",
            })
    void readsBothFormsOfRetryAfter(String header, Duration wait) {
        assertThat(RetryRule.retryAfter(header, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "99999999999", "Fri, 20 Nov 2026"})
    void ignoresARetryAfterThatCannotBeRead(String header) {
        assertThat(RetryRule.retryAfter(header, NOW)).isEmpty();
    }
}
