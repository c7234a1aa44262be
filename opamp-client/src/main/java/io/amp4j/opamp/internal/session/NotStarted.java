package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.InstanceUid;
import org.jspecify.annotations.Nullable;

/** A session before its start: there is no connection, and events of a connection are ignored. */
final class NotStarted implements Activity {

    private final Effects effects;

    NotStarted(Effects effects) {
        this.effects = effects;
    }

    @Override
    public Phase phase() {
        return Phase.NEW;
    }

    @Override
    public boolean isRunning() {
        return false;
    }

    @Override
    public @Nullable InstanceUid uid() {
        return null;
    }

    @Override
    public long lastNumber() {
        return 0;
    }

    @Override
    public void stop(long timeout, long now) {
        effects.add(new Effect.Terminated());
    }
}
