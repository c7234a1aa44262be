package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final long SECOND = 1_000_000_000L;

    private final Retry retry = retry(BackoffPolicy.builder().jitter(0).build(), 1);

    private static Retry retry(BackoffPolicy policy, long seed) {
        return new Retry(policy, OptionalInt.empty(), OptionalInt.of(1), new SplittableRandom(seed));
    }

    @Test
    @Requirement("R-065")
    @Defect({"P9", "J10"})
    void growsFromTheInitialWaitToTheCap() {
        for (long expected : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertThat(retry.failed(0, true, 0)).isEqualTo(expected * SECOND);
        }
    }

    @Test
    void neverOverflowsHoweverOftenItFails() {
        for (int i = 0; i < 5_000; i++) {
            assertThat(retry.failed(0, true, 0)).isBetween(SECOND, 300 * SECOND);
        }
    }

    @Test
    @Requirement("R-065")
    @Defect("J10")
    void differsBetweenSeeds() {
        assertThat(retry(BackoffPolicy.DEFAULT, 1).failed(0, true, 0))
                .isNotEqualTo(retry(BackoffPolicy.DEFAULT, 2).failed(0, true, 0));
    }

    @Test
    void beginsAnewAfterSuccess() {
        retry.failed(0, true, 0);
        retry.failed(0, true, 0);
        retry.succeeded();
        assertThat(retry.failed(0, true, 0)).isEqualTo(SECOND);
    }

    @Test
    @Requirement("R-088")
    @Defect({"J12", "J13"})
    void takesTheHintOfTheServerWithinBounds() {
        assertThat(retry.throttled(0, OptionalLong.of(45 * SECOND))).isEqualTo(45 * SECOND);
        assertThat(retry(BackoffPolicy.DEFAULT, 1).throttled(0, OptionalLong.of(1)))
                .isEqualTo(SECOND);
        assertThat(retry(BackoffPolicy.DEFAULT, 1).throttled(0, OptionalLong.of(Long.MAX_VALUE)))
                .isEqualTo(3_600 * SECOND);
    }

    @Test
    @Requirement("R-087")
    @Defect("J15")
    void growsWithoutAHintFromTheFloor() {
        long last = 0;
        for (int i = 0; i < 9; i++) {
            last = retry.throttled(0, OptionalLong.empty());
            assertThat(last).isGreaterThanOrEqualTo(30 * SECOND);
        }
        assertThat(last).isEqualTo(256 * SECOND);
    }

    @Test
    @Defect("J14")
    void aFailureNeverShortensWhatTheServerAskedFor() {
        retry.throttled(0, OptionalLong.of(90 * SECOND));

        assertThat(retry.failed(10 * SECOND, true, 0)).isEqualTo(80 * SECOND);
        assertThat(retry.isOpen(89 * SECOND)).isFalse();
        assertThat(retry.isThrottled(89 * SECOND)).isTrue();
        assertThat(retry.isOpen(90 * SECOND)).isTrue();
    }

    @Test
    void allowsOneReconnectAtOnceInAWhile() {
        assertThat(retry.mayReconnectAtOnce(5)).isTrue();
        assertThat(retry.mayReconnectAtOnce(29 * SECOND)).isFalse();
        assertThat(retry.mayReconnectAtOnce(31 * SECOND)).isTrue();
    }

    @Test
    void waitsForTheNextHeartbeatWhenTheLimitIsReached() {
        assertThat(retry.failed(0, false, 30 * SECOND)).isEqualTo(SECOND);
        assertThat(retry.failed(0, false, 30 * SECOND)).isEqualTo(30 * SECOND);
        assertThat(retry.failed(0, false, 30 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void refusesPoliciesWithoutSense() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> BackoffPolicy.builder().initial(Duration.ZERO).build())
                .withMessage("initial must be positive: PT0S");
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> BackoffPolicy.builder().jitter(1.1).build())
                .withMessageContaining("jitter");
    }
}
