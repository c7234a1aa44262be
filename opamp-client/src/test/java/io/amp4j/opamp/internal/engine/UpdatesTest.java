package io.amp4j.opamp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.internal.session.Event;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class UpdatesTest {
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<Event> processed = new ArrayList<>();
    private final Updates updates = new Updates(loop::add, processed::add);

    private static Event health(String error) {
        return new Event.HealthChanged(ComponentHealth.unhealthy(error));
    }

    private static Event description(String version) {
        return new Event.DescriptionChanged(AgentDescription.of("checkout", version));
    }

    private void runAll() {
        for (Runnable next = loop.poll(); next != null; next = loop.poll()) {
            next.run();
        }
    }

    @Test
    void leavesOutWhatIsOutdatedWhileItWaits() {
        updates.add(health("a"));
        updates.add(description("1"));
        updates.add(health("b"));
        updates.add(health("c"));
        runAll();
        updates.add(health("d"));
        runAll();

        assertThat(processed).containsExactly(health("c"), description("1"), health("d"));
    }

    @Test
    void reachesTheSessionAlsoIfValuesComeFasterThanTheQueueMoves() {
        for (int i = 0; i < 100; i++) {
            loop.add(() -> {});
        }
        for (int i = 0; i < 1_000; i++) {
            updates.add(health("value " + i));
            loop.remove().run();
            loop.add(() -> {});
        }

        assertThat(processed).hasSize(9).startsWith(health("value 100"));
    }

    @Test
    void queuesOneTaskForEachKindHoweverManyValuesCome() {
        for (int i = 0; i < 1_000; i++) {
            updates.add(health("value " + i));
            updates.add(description("" + i));
        }

        assertThat(loop).hasSize(2);
    }
}
