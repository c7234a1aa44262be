package io.amp4j.opamp.internal.session;

import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** {@code Retry-After}, as servers of OpAMP write it. */
class RetryAfterFuzzTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[][] SEEDS = Input.bytes(
            "120", "Sun, 06 Nov 2044 08:49:37 GMT", "Sunday, 06-Nov-44 08:49:37 GMT", "Sun Nov  6 08:49:37 2044");

    @Test
    void survivesAnyText(TestInfo test) {
        Fuzzer.run(test, 8, new Damage(SEEDS, Input.bytes("GMT", "Feb 30", "24:00:60", "9999", "+", "-")), bytes -> {
            Optional<Duration> wait = RetryAfter.parse(Input.text(bytes), NOW);
            Fuzzer.must(
                    wait.stream().allMatch(it -> !it.isNegative() && !it.isZero() && it.toDays() <= 3650),
                    "out of bounds: " + wait);
            return wait.isPresent();
        });
    }
}
