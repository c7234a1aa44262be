package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.conformance.Requirement;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComponentHealthTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.000000006Z");

    @Test
    @Requirement("R-207")
    void requiresAnErrorOfAComponentThatIsNotHealthy_R207() {
        assertThatThrownBy(() -> ComponentHealth.builder(false).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("lastError must say what is wrong with a component that is not healthy");
        assertThatThrownBy(() -> ComponentHealth.unhealthy(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThat(ComponentHealth.unhealthy("no disk").lastError()).isEqualTo("no disk");
    }

    @Test
    void hasNoStartTimeIfItIsNotRunning_R205() {
        assertThat(ComponentHealth.unhealthy("stopped").startTime()).isEqualTo(Instant.EPOCH);
        assertThat(ComponentHealth.healthy(START).startTime()).isEqualTo(START);
    }

    @Test
    @Requirement("R-206")
    void refusesTimesThatNanosecondsCannotHold_R206() {
        Instant last = Instant.ofEpochSecond(0, Long.MAX_VALUE);

        assertThat(ComponentHealth.healthy(last).startTime()).isEqualTo(last);
        assertThatThrownBy(() -> ComponentHealth.healthy(last.plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("startTime must lie between 1970-01-01T00:00:00Z and 2262-04-11T");
        assertThatThrownBy(() -> ComponentHealth.builder(true).statusTime(Instant.EPOCH.minusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("statusTime must lie between");
    }

    @Test
    void differsIfALeafDiffers_R212() {
        ComponentHealth healthy = tree(ComponentHealth.healthy(START));

        assertThat(healthy).isEqualTo(tree(ComponentHealth.healthy(START)));
        assertThat(healthy).isNotEqualTo(tree(ComponentHealth.unhealthy("x")));
    }

    @Test
    void copiesThroughItsBuilder() {
        ComponentHealth health = ComponentHealth.builder(false)
                .startTime(START)
                .lastError("e")
                .status("s")
                .statusTime(START)
                .component("c", ComponentHealth.healthy(START))
                .attribute("a", AttributeValue.of(1))
                .build();

        assertThat(health.toBuilder().build()).isEqualTo(health);
        assertThat(health.toBuilder().status("t").build()).isNotEqualTo(health);
        assertThat(health.attributes()).isEqualTo(Map.of("a", AttributeValue.of(1)));
    }

    @Test
    void nestsFiftyLevelsAndNoDeeper_R210() {
        ComponentHealth health = ComponentHealth.healthy(START);
        for (int level = 2; level <= 50; level++) {
            health = ComponentHealth.builder(true).component("c", health).build();
        }
        ComponentHealth deepest = health;

        assertThatThrownBy(() ->
                        ComponentHealth.builder(true).component("c", deepest).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("component health must not nest deeper than 50 levels: 51");
    }

    private static ComponentHealth tree(ComponentHealth leaf) {
        return ComponentHealth.builder(true)
                .component(
                        "pipelines",
                        ComponentHealth.builder(true).component("otlp", leaf).build())
                .build();
    }
}
