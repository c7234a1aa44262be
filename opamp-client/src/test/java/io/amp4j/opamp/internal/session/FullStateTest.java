package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FullStateTest {

    private static final long SECOND = 1_000_000_000L;

    private final FullState fullState = new FullState();

    @Test
    void answersEachRequestOnce() {
        assertThat(fullState.dueAt()).isEqualTo(Nanos.NEVER);
        fullState.request(true, false, 0);
        fullState.request(false, true, 0);

        assertThat(fullState.take(0)).isEqualTo(new FullState.Request(true, true));
        assertThat(fullState.take(0)).isEqualTo(FullState.Request.NONE);
    }

    @Test
    void allowsAFewAtOnceAndThenOneInAWhile() {
        int answered = 0;
        int warnings = 0;
        for (long now = 0; now < 300 * SECOND; now += SECOND / 10) {
            warnings += fullState.request(true, false, now) ? 1 : 0;
            answered += fullState.take(now).fullState() ? 1 : 0;
        }
        assertThat(answered).isEqualTo(FullState.BURST + 9);
        assertThat(warnings).isEqualTo(1);
    }

    @Test
    void recoversAfterSilence() {
        for (int i = 0; i < FullState.BURST; i++) {
            fullState.request(true, false, 0);
            fullState.take(0);
        }
        fullState.request(true, false, 1_000 * SECOND);
        assertThat(fullState.take(1_000 * SECOND).fullState()).isTrue();
    }

    @Test
    void waitsWhileHeld() {
        fullState.request(true, false, 0);
        fullState.holdUntil(5);
        assertThat(fullState.take(4).fullState()).isFalse();
        assertThat(fullState.dueAt()).isEqualTo(5);
        fullState.release();
        assertThat(fullState.take(4).fullState()).isTrue();
    }
}
