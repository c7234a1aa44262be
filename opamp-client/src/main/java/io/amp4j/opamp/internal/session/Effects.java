package io.amp4j.opamp.internal.session;

import java.util.ArrayList;
import java.util.List;

/** Collects what one event brings about. */
final class Effects {

    private List<Effect> collected = new ArrayList<>(4);
    private long armedAt = Nanos.NEVER;

    void add(Effect effect) {
        collected.add(effect);
    }

    void tell(Notice notice) {
        collected.add(new Effect.Notify(notice));
    }

    void warn(String text) {
        tell(new Notice.Warning(text));
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
