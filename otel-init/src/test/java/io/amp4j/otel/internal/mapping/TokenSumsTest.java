package io.amp4j.otel.internal.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.internal.mapping.TokenSums.Place;
import io.amp4j.otel.internal.mapping.TokenSums.Usage;
import org.junit.jupiter.api.Test;

/** Which of the tokens that calls report are their own. */
class TokenSumsTest {
    private final TokenSums sums = new TokenSums();
    private long now = 1_000;

    private Place next(String span, String parent) {
        now += 100;
        return new Place("t", span, parent, now, now + 50);
    }

    @Test
    void takesTheSumOfTheCallsBeforeEachToolOff() {
        assertThat(sums.own(next("a", "p"), new Usage(40, 12))).isEqualTo(new Usage(40, 12));
        sums.ran(next("x", "p"));
        assertThat(sums.own(next("b", "p"), new Usage(100, 20))).isEqualTo(new Usage(60, 8));
        sums.ran(next("y", "p"));
        sums.ran(next("z", "p"));
        assertThat(sums.own(next("c", "p"), new Usage(190, 25))).isEqualTo(new Usage(90, 5));
    }

    @Test
    void leavesCallsWithoutAToolBetweenThemAlone() {
        sums.own(next("a", "p"), new Usage(40, 12));

        assertThat(sums.own(next("b", "p"), new Usage(100, 20))).isEqualTo(new Usage(100, 20));
    }

    @Test
    void leavesCallsOfOtherParentsAlone() {
        sums.own(next("a", "p"), new Usage(40, 12));
        sums.ran(next("x", "p"));

        assertThat(sums.own(next("b", "q"), new Usage(100, 20))).isEqualTo(new Usage(100, 20));
    }

    @Test
    void leavesACallAloneThatCannotBeTheSum() {
        sums.own(next("a", "p"), new Usage(40, 12));
        sums.ran(next("x", "p"));

        // What was asked before is asked again: 60 is that and more, and no sum with 40.
        assertThat(sums.own(next("b", "p"), new Usage(60, 20))).isEqualTo(new Usage(60, 20));
        sums.ran(next("y", "p"));
        assertThat(sums.own(next("c", "p"), new Usage(200, 19))).isEqualTo(new Usage(200, 19));
    }

    @Test
    void leavesACallAloneThatRanBesideTheTool() {
        sums.own(next("a", "p"), new Usage(40, 12));
        Place tool = next("x", "p");
        sums.ran(tool);

        assertThat(sums.own(new Place("t", "b", "p", tool.start(), tool.end() + 10), new Usage(100, 20)))
                .isEqualTo(new Usage(100, 20));
    }

    @Test
    void countsACallBelowACallOnceInWhicheverOrderTheyEnd() {
        assertThat(sums.own(next("outer", "p"), new Usage(90, 16))).isEqualTo(new Usage(90, 16));
        assertThat(sums.own(next("inner", "outer"), new Usage(90, 16))).isNull();
        assertThat(sums.own(next("innermost", "inner"), new Usage(90, 16))).isNull();

        assertThat(sums.own(next("below", "above"), new Usage(90, 16))).isEqualTo(new Usage(90, 16));
        assertThat(sums.own(next("above", "p"), new Usage(90, 16))).isNull();
    }

    @Test
    void forgetsTheOldest() {
        sums.own(next("a", "p"), new Usage(40, 12));
        sums.ran(next("x", "p"));
        for (int i = 0; i < 5_000; i++) {
            sums.own(next("s" + i, "p" + i), new Usage(1, 1));
        }

        assertThat(sums.own(next("b", "p"), new Usage(100, 20))).isEqualTo(new Usage(100, 20));
    }
}
