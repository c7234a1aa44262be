package io.amp4j.opamp.internal.session;

import java.util.ArrayList;
import java.util.List;

/** Collects what one event brings about. */
final class Effects {

    private List<Effect> collected = new ArrayList<>(4);
    private final Warnings warnings = new Warnings();
    private long armedAt = Nanos.NEVER;
    private long now;

    /** The next event comes at {@code time}. */
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

    /** Sees to it that the timer fires at {@code at}. It is armed before anything is sent, so that nothing overtakes it. */
    void armTimer(long at) {
        if (at != armedAt) {
            armedAt = at;
            collected.add(0, new Effect.ArmTimer(at));
        }
    }

    /** The timer has fired, so it is not armed. */
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
