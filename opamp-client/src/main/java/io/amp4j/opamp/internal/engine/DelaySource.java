package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.BackoffFunction;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.Effect;
import io.amp4j.opamp.internal.session.Event;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the backoff function of one agent on its lane. Of several queued calls only the newest is made. An invalid result is logged once,
 * until the problem changes or a result is valid.
 */
final class DelaySource {

    private static final SafeLogger LOGGER = SafeLogger.of(DelaySource.class);

    private static final Duration LONGEST = Duration.ofDays(365);

    private final BackoffFunction function;
    private final Lane lane;
    private final Consumer<Event> answers;
    private final AtomicReference<Effect.@Nullable AskForDelay> waiting = new AtomicReference<>();
    private @Nullable String logged;

    DelaySource(BackoffFunction function, Lane lane, Consumer<Event> answers) {
        this.function = function;
        this.lane = lane;
        this.answers = answers;
    }

    void ask(Effect.AskForDelay question) {
        if (waiting.getAndSet(question) == null) {
            lane.execute(this::answer);
        } else {
            lane.wake();
        }
    }

    private void answer() {
        Effect.AskForDelay question = waiting.getAndSet(null);
        if (question != null) {
            answers.accept(new Event.DelayAnswered(question.question(), delay(question)));
        }
    }

    private @Nullable Duration delay(Effect.AskForDelay question) {
        Duration delay;
        try {
            delay = function.delay(question.attempt(), question.failure());
        } catch (Throwable e) {
            return unusable("the backoff function failed", e);
        }
        if (delay == null) {
            return unusable("the backoff function returned null", null);
        }
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            return unusable("the backoff function returned a delay that is not from 0 to 365 days", null);
        }
        logged = null;
        return delay;
    }

    private @Nullable Duration unusable(String what, @Nullable Throwable thrown) {
        String text = what + "; the delay of the formula is used";
        if (what.equals(logged)) {
            LOGGER.fine(text, thrown);
        } else {
            LOGGER.warning(text, thrown);
        }
        logged = what;
        return null;
    }
}
