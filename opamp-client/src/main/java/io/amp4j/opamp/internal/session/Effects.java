package io.amp4j.opamp.internal.session;

import java.util.ArrayList;
import java.util.List;

/** Collects the effects of one event. */
final class Effects {

    private List<Effect> collected = new ArrayList<>(4);
    private final Warnings warnings = new Warnings();
    private long armedAt = Nanos.NEVER;
    private long now;

    /** Starts the collection for an event at {@code time}. */
    void begin(long time) {
        now = time;
    }

    void add(Effect effect) {
        collected.add(effect);
    }

    void tell(Notice notice) {
        collected.add(new Effect.Notify(notice));
    }

    /** Logs a warning, unless there were too many. */
    void warn(String text) {
        String said = warnings.next(text, now);
        if (said != null) {
            tell(new Notice.Warning(said));
        }
    }

    /** Arms the timer for {@code at}. The effect precedes any send, so that nothing overtakes it. */
    void armTimer(long at) {
        if (at != armedAt) {
            armedAt = at;
            collected.add(0, new Effect.ArmTimer(at));
        }
    }

    /** Called when the timer has fired, so that it is no longer armed. */
    void timerFired() {
        armedAt = Nanos.NEVER;
    }

    List<Effect> drain() {
        if (collected.isEmpty()) {
            return List.of();
        }
        List<Effect> drained = collected;
        collected = new ArrayList<>(4);
        return drained;
    }
}
