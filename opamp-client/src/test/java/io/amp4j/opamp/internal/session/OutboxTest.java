package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.internal.codec.AgentMessage;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Capabilities all = new Capabilities(0xFFFF);
    private final Outbox outbox = new Outbox();

    OutboxTest() {
        outbox.set(Part.HEALTH, ComponentHealth.unhealthy("a"));
    }

    private Outbox.Cargo load() {
        AgentMessage.Builder message = AgentMessage.builder(new io.amp4j.opamp.InstanceUid(1, 2), 1, 1);
        return outbox.load(message, outbox.due(all));
    }

    @Test
    void isDueUntilDelivered() {
        Outbox.Cargo cargo = load();
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);
        outbox.delivered(cargo);
        assertThat(outbox.due(all)).isEmpty();
    }

    @Test
    void isDueAgainWhenItChangedOnTheWay() {
        Outbox.Cargo cargo = load();
        outbox.set(Part.HEALTH, ComponentHealth.unhealthy("b"));
        outbox.delivered(cargo);
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);
    }

    @Test
    void isNotDueForAnEqualValue() {
        outbox.delivered(load());
        assertThat(outbox.set(Part.HEALTH, ComponentHealth.unhealthy("a"))).isFalse();
        assertThat(outbox.due(all)).isEmpty();
    }

    @Test
    void isDueAgainWhenItsDeliveryIsInDoubt() {
        outbox.written(load());
        outbox.doubt();
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);

        outbox.written(load());
        outbox.confirmed();
        outbox.doubt();
        assertThat(outbox.due(all)).isEmpty();
    }

    @Test
    void staysAwayWhenRefusedUntilItChangesOrEverythingIsAsked() {
        outbox.refused(load());
        outbox.forget();
        assertThat(outbox.due(all)).isEmpty();
        outbox.fullState();
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);

        outbox.refused(load());
        outbox.set(Part.HEALTH, ComponentHealth.unhealthy("b"));
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);
    }

    @Test
    void staysAwayWhenTooLargeEvenIfEverythingIsAsked() {
        outbox.tooLarge(Part.HEALTH, load());
        outbox.fullState();
        assertThat(outbox.due(all)).isEmpty();
        outbox.set(Part.HEALTH, ComponentHealth.unhealthy("b"));
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);
    }

    @Test
    void isDueOnlyWithTheCapability() {
        assertThat(outbox.due(new Capabilities(0x1))).isEmpty();
    }

    @Test
    void waitsQuietlyButGoesAlong() {
        outbox.delivered(load());
        outbox.setDelayed(Part.HEALTH, ComponentHealth.unhealthy("b"), 100);
        assertThat(outbox.wantsToSendAt(all)).isEqualTo(100);
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);
        outbox.endDelay(Part.HEALTH);
        assertThat(outbox.wantsToSendAt(all)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void countsNoDeliveryFromBeforeTheServerForgot() {
        Outbox.Cargo cargo = load();
        outbox.forget();
        outbox.written(cargo);
        assertThat(outbox.due(all)).containsExactly(Part.HEALTH);
    }
}
