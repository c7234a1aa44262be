package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.conformance.Requirement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void isDueOneIntervalAfterTheLastMessage() {
        Heartbeat heartbeat = new Heartbeat(false, true, true, 30 * SECOND);
        assertThat(heartbeat.dueAt()).as("before the first message").isEqualTo(Nanos.NEVER);
        heartbeat.sent(5 * SECOND);
        assertThat(heartbeat.dueAt()).isEqualTo(35 * SECOND);
        heartbeat.paused();
        assertThat(heartbeat.dueAt()).isEqualTo(Nanos.NEVER);
    }

    @Test
    void neverStopsOnHttp() {
        Heartbeat heartbeat = new Heartbeat(true, true, false, 30 * SECOND);
        heartbeat.sent(0);
        heartbeat.offered(0);
        assertThat(heartbeat.dueAt()).isEqualTo(30 * SECOND);
    }

    @Test
    void takesNoOfferWithoutTheCapability() {
        Heartbeat heartbeat = new Heartbeat(true, true, false, 30 * SECOND);
        heartbeat.offered(5 * SECOND);
        assertThat(heartbeat.interval()).isEqualTo(30 * SECOND);
    }

    @Test
    @Requirement("R-187")
    void cutsAnOfferOfCenturiesToADay() {
        Heartbeat heartbeat = new Heartbeat(false, true, true, 30 * SECOND);
        heartbeat.offered(Long.MAX_VALUE);
        assertThat(heartbeat.interval()).isEqualTo(86_400 * SECOND);
    }

    @Test
    void remembersWhatTheServerOfferedUntilTheUserSaysOtherwise() {
        Heartbeat heartbeat = new Heartbeat(false, true, true, 30 * SECOND);
        assertThat(heartbeat.accepted()).isNull();
        assertThat(heartbeat.offered(7 * SECOND)).isTrue();
        assertThat(heartbeat.offered(7 * SECOND)).as("the same again").isFalse();
        assertThat(heartbeat.accepted()).isEqualTo(Duration.ofSeconds(7));
        assertThat(heartbeat.offered(0)).isTrue();
        assertThat(heartbeat.accepted()).isZero();
        assertThat(heartbeat.changed(9 * SECOND)).isTrue();
        assertThat(heartbeat.accepted()).isNull();
    }

    @Test
    void goesOnWithWhatWasAcceptedBeforeUnlessTheUserSetSomethingSince() {
        Heartbeat heartbeat = new Heartbeat(false, true, true, 30 * SECOND);
        heartbeat.restored(Duration.ofSeconds(7));
        assertThat(heartbeat.interval()).isEqualTo(7 * SECOND);
        assertThat(heartbeat.accepted()).isEqualTo(Duration.ofSeconds(7));

        Heartbeat silent = new Heartbeat(false, true, true, 30 * SECOND);
        silent.restored(Duration.ZERO);
        silent.sent(0);
        assertThat(silent.dueAt()).isEqualTo(Nanos.NEVER);

        Heartbeat set = new Heartbeat(false, true, true, 30 * SECOND);
        set.changed(9 * SECOND);
        set.restored(Duration.ofSeconds(7));
        assertThat(set.interval()).isEqualTo(9 * SECOND);
        assertThat(set.accepted()).isNull();

        Heartbeat incapable = new Heartbeat(true, true, false, 30 * SECOND);
        incapable.restored(Duration.ofSeconds(7));
        assertThat(incapable.interval()).isEqualTo(30 * SECOND);
    }

    @Test
    void isSwitchedOnAgainByTheUser() {
        Heartbeat heartbeat = new Heartbeat(false, true, true, 30 * SECOND);
        heartbeat.sent(0);
        heartbeat.offered(0);
        assertThat(heartbeat.dueAt()).isEqualTo(Nanos.NEVER);
        heartbeat.changed(10 * SECOND);
        assertThat(heartbeat.dueAt()).isEqualTo(10 * SECOND);
    }
}
