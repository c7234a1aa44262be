package io.amp4j.samples.cli;

import static io.amp4j.samples.cli.StagedRollout.Outcome.FAILED;
import static io.amp4j.samples.cli.StagedRollout.Outcome.INSTALLED;
import static io.amp4j.samples.cli.StagedRollout.Outcome.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.amp4j.samples.cli.StagedRollout.Progress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StagedRolloutTest {
    private static final List<String> AGENTS = IntStream.range(0, 10_000)
            .mapToObj(i -> "0194-" + Integer.toHexString(i))
            .toList();

    private static List<String> included(StagedRollout stage) {
        return AGENTS.stream().filter(stage::includes).toList();
    }

    @Test
    void reachesTheShareThatItIsToldAndKeepsWhomItReached() {
        StagedRollout stage = new StagedRollout("checkout 1.5.0", 10, 20);
        List<String> first = included(stage);
        assertThat(first.size()).isBetween(900, 1_100);
        assertThat(included(stage.to(50))).containsAll(first);
        assertThat(included(stage.to(0))).isEmpty();
        assertThat(included(stage.to(100))).isEqualTo(AGENTS);
    }

    @Test
    void beginsWithOtherAgentsForAnotherVersion() {
        assertThat(included(new StagedRollout("checkout 1.6.0", 10, 20)))
                .isNotEqualTo(included(new StagedRollout("checkout 1.5.0", 10, 20)));
    }

    @Test
    void haltsAtTheShareOfFailures() {
        StagedRollout stage = new StagedRollout("v", 10, 50);
        assertThat(stage.progress(List.of())).isEqualTo(new Progress(0, 0, 0, false));
        assertThat(stage.progress(List.of(OPEN, INSTALLED, FAILED))).isEqualTo(new Progress(3, 1, 1, false));
        assertThat(stage.progress(List.of(INSTALLED, FAILED))).isEqualTo(new Progress(2, 1, 1, true));
        assertThat(new StagedRollout("v", 10, 1).progress(List.of(OPEN, INSTALLED)))
                .isEqualTo(new Progress(2, 1, 0, false));
    }

    @Test
    void refusesSharesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StagedRollout("v", 101, 20))
                .withMessage("percent must be from 0 to 100: 101");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StagedRollout("v", 10, 0))
                .withMessage("haltPercent must be from 1 to 100: 0");
    }
}
