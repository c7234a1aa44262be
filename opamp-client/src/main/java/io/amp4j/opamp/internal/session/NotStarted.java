package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.InstanceUid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session before its start, while its state may still be read: there is no connection, events of a connection are ignored, and custom
 * messages are queued.
 */
final class NotStarted implements Activity {

    private final Core core;
    private boolean ended;

    NotStarted(Core core) {
        this.core = core;
    }

    @Override
    public Phase phase() {
        return Phase.NEW;
    }

    @Override
    public boolean isRunning() {
        return !ended;
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
        ended = true;
        undeliverable(core.customMessages.drain(), "the client is closed");
        core.effects.add(new Effect.Terminated());
    }

    @Override
    public void undeliverable(List<CustomMessages.Waiting> messages, String reason) {
        for (CustomMessages.Waiting waiting : messages) {
            core.effects.tell(new Notice.CustomMessageFailed(waiting.ticket(), reason));
        }
    }
}
