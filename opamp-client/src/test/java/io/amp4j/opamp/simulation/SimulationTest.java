package io.amp4j.opamp.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The invariants of {@link Simulation} over many seeds. {@code -Dsimulation.seeds=10000} runs more of them, {@code
 * -Dsimulation.first=…} others, and {@code -Dsimulation.replay=SEED:AGENTS:MINUTES} one of them, telling everything.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 200);
    private static final long FIRST = Long.getLong("simulation.first", 1);

    @Test
    void comesRightAfterAnyFaultsUnderEverySeed() {
        String replay = System.getProperty("simulation.replay");
        if (replay != null) {
            String[] parts = replay.split(":", -1);
            new Simulation(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), true)
                    .run();
            return;
        }
        assertThat(LongStream.range(FIRST, FIRST + SEEDS)
                        .parallel()
                        .map(seed -> run(seed, 5, 60))
                        .sum())
                .isGreaterThan(SEEDS * 1_000);
    }

    @Test
    void comesRightWithAThousandSessions() {
        assertThat(run(4242, 1_000, 20)).isGreaterThan(100_000);
    }

    @Test
    void doesTheSameUnderTheSameSeed() {
        assertThat(new Simulation(7, 20, 30, false).run()).isEqualTo(new Simulation(7, 20, 30, false).run());
        assertThat(new Simulation(7, 20, 30, false).run()).isNotEqualTo(new Simulation(8, 20, 30, false).run());
    }

    private static long run(long seed, int agents, int minutes) {
        Simulation simulation = new Simulation(seed, agents, minutes, false);
        simulation.run();
        return simulation.steps();
    }
}
