package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.engine.Backlog.Kind;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Event.Answer;
import io.amp4j.opamp.internal.session.Notice;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the user of one agent, on the agent's lane, and takes the answers back to the session. Whatever the user's code throws ends here. */
final class Announcer implements Notice.Handler {

    private static final SafeLogger LOGGER = SafeLogger.of(Announcer.class);

    private final OpampCallbacks callbacks;
    private final Backlog backlog;
    private final Executor lane;
    private final Consumer<Event> answers;
    private final EffectiveConfigReader effectiveConfig;
    private final Tickets tickets;
    private final boolean hearsConnects;
    private final boolean hearsMessages;
    private boolean failing;

    Announcer(
            OpampCallbacks callbacks,
            Backlog backlog,
            Executor lane,
            Consumer<Event> answers,
            EffectiveConfigReader effectiveConfig,
            Tickets tickets) {
        this.callbacks = callbacks;
        this.backlog = backlog;
        this.lane = lane;
        this.answers = answers;
        this.effectiveConfig = effectiveConfig;
        this.tickets = tickets;
        // These come with every heartbeat of an HTTP agent; a fleet should not pay for telling them to nobody.
        hearsConnects = Overrides.has(callbacks, "onConnect");
        hearsMessages = Overrides.has(callbacks, "onMessage", MessageData.class);
    }

    @Override
    public void connected() {
        failing = false;
        if (hearsConnects) {
            call(Kind.CONNECTION, 0, "onConnect", callbacks::onConnect);
        }
    }

    @Override
    public void connectFailed(ConnectionFailure failure) {
        logOnce("cannot reach the OpAMP server", failure);
        call(Kind.CONNECTION, 0, "onConnectFailed", () -> callbacks.onConnectFailed(failure));
    }

    @Override
    public void disconnected(ConnectionFailure failure) {
        logOnce("lost the OpAMP server", failure);
        call(Kind.CONNECTION, 0, "onDisconnect", () -> callbacks.onDisconnect(failure));
    }

    /** A failure is worth an operator's attention when it is the first, not each time it repeats. */
    private void logOnce(String what, ConnectionFailure failure) {
        Supplier<String> text = () -> what + " (" + failure.kind() + "): " + failure.message() + "; next attempt in "
                + failure.retryIn().toMillis() + " ms";
        if (failing) {
            LOGGER.fine(text);
        } else {
            boolean isOurs = failure.kind() == ConnectionFailure.Kind.INTERNAL;
            LOGGER.warning(text.get(), isOurs ? failure.error().orElse(null) : null);
        }
        failing = true;
    }

    @Override
    public void errorReceived(ServerError error) {
        LOGGER.fine(() -> "the OpAMP server answered with an error of type " + error.type());
        call(Kind.MESSAGE, error.message().length(), "onError", () -> callbacks.onError(error));
    }

    @Override
    public void messageReceived(ServerMessage message, int bytes) {
        if (hearsMessages) {
            call(Kind.MESSAGE, bytes, "onMessage", () -> callbacks.onMessage(message.toMessageData()));
        }
    }

    @Override
    public void remoteConfigOffered(long generation, RemoteConfig config) {
        backlog.add(Kind.REMOTE_CONFIG, () -> apply(generation, config));
    }

    private void apply(long generation, RemoteConfig config) {
        ConfigOutcome outcome;
        try {
            outcome = callbacks.onRemoteConfig(config);
        } catch (Throwable e) {
            LOGGER.warning("onRemoteConfig failed", e);
            outcome = ConfigOutcome.failed(describe(e));
        }
        if (outcome instanceof ConfigOutcome.Applying applying) {
            answers.accept(new Event.RemoteConfigAnswered(generation, Answer.APPLYING, null));
            applyLater(generation, applying);
        } else {
            settle(generation, outcome, null);
        }
    }

    private void applyLater(long generation, ConfigOutcome.Applying applying) {
        try {
            applying.outcome().whenComplete((later, error) -> lane.execute(() -> settle(generation, later, error)));
        } catch (Throwable e) {
            // It need not be a future of the JDK.
            settle(generation, null, e);
        }
    }

    private void settle(long generation, @Nullable ConfigOutcome outcome, @Nullable Throwable error) {
        Answer answer;
        EffectiveConfig effective = null;
        if (error != null) {
            answer = Answer.failed(describe(error));
        } else if (outcome instanceof ConfigOutcome.Applied applied) {
            answer = Answer.APPLIED;
            effective = applied.effective().map(effectiveConfig::redacted).orElseGet(effectiveConfig::read);
        } else if (outcome instanceof ConfigOutcome.Unchanged) {
            answer = Answer.APPLIED;
        } else if (outcome instanceof ConfigOutcome.Failed failed) {
            answer = Answer.failed(failed.reason());
        } else {
            answer =
                    Answer.failed(outcome == null ? "no outcome was returned" : "the outcome was to come later, twice");
        }
        answers.accept(new Event.RemoteConfigAnswered(generation, answer, effective));
    }

    /** Returns what the server is told about an exception: its message, which the user wrote, or else its name. */
    private static String describe(Throwable error) {
        Throwable cause = error instanceof java.util.concurrent.CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
        return InternalFailure.message(cause);
    }

    @Override
    public void restartRequested() {
        backlog.add(Kind.RESTART, () -> {
            guarded("onRestart", callbacks::onRestart);
            answers.accept(new Event.Restarted());
        });
    }

    @Override
    public void customMessageReceived(CustomMessage message) {
        call(Kind.CUSTOM_MESSAGE, message.data().size(), "onCustomMessage", () -> callbacks.onCustomMessage(message));
    }

    @Override
    public void instanceUidAssigned(InstanceUid instanceUid) {
        call(Kind.IDENTITY, 0, "onInstanceUid", () -> callbacks.onInstanceUid(instanceUid));
    }

    @Override
    public void customMessageDelivered(long ticket) {
        tickets.settle(ticket, null);
    }

    @Override
    public void customMessageFailed(long ticket, String reason) {
        tickets.settle(ticket, reason);
    }

    @Override
    public void warning(String text) {
        LOGGER.warning(text);
    }

    private void call(Kind kind, long bytes, String name, Runnable callback) {
        backlog.add(kind, bytes, () -> guarded(name, callback));
    }

    private static void guarded(String name, Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            LOGGER.warning(name + " failed", e);
        }
    }
}
