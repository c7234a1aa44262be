package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.engine.Backlog.Kind;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Notice;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's callbacks of one agent, on the agent's lane, and passes the results back to the session. Catches everything that the
 * user's code throws.
 */
final class CallbackInvoker implements Notice.Handler {

    private static final SafeLogger LOGGER = SafeLogger.of(CallbackInvoker.class);

    private final OpampClient client;
    private final OpampCallbacks callbacks;
    private final boolean logsFailures;
    private final Backlog backlog;
    private final Executor lane;
    private final Consumer<Event> answers;
    private final CustomMessageFutures messageFutures;
    private final ConfigApplier configs;
    private final SettingsAnswers settings;
    private final boolean hearsConnects;
    private final boolean hearsMessages;
    private boolean failing;

    CallbackInvoker(
            AgentSpec spec,
            OpampClient client,
            Supplier<Instant> wallTime,
            Backlog backlog,
            Executor lane,
            Consumer<Event> answers,
            EffectiveConfigReader effectiveConfig,
            CustomMessageFutures messageFutures,
            @Nullable ConfigTrial trial) {
        this.client = client;
        this.callbacks = spec.callbacks();
        this.logsFailures = spec.logsFailures();
        this.backlog = backlog;
        this.lane = lane;
        this.answers = answers;
        this.messageFutures = messageFutures;
        this.configs = new ConfigApplier(
                new ConfigScreen(client, callbacks, spec.validator()), lane, answers, effectiveConfig, trial);
        this.settings = new SettingsAnswers(callbacks, client, spec.offers(), wallTime);
        // These occur with every heartbeat of an HTTP agent; queueing calls of empty callbacks would cost a fleet too
        // much.
        hearsConnects = Overrides.has(callbacks, "onConnect");
        hearsMessages = Overrides.has(callbacks, "onMessage");
    }

    @Override
    public void connected() {
        failing = false;
        if (hearsConnects) {
            call(Kind.CONNECTION, 0, "onConnect", () -> callbacks.onConnect(client));
        }
    }

    @Override
    public void connectFailed(ConnectionFailure failure) {
        logOnce("cannot reach the OpAMP server", failure);
        call(Kind.CONNECTION, 0, "onConnectFailed", () -> callbacks.onConnectFailed(client, failure));
    }

    @Override
    public void disconnected(ConnectionFailure failure) {
        logOnce("lost the OpAMP server", failure);
        call(Kind.CONNECTION, 0, "onDisconnect", () -> callbacks.onDisconnect(client, failure));
    }

    /** Only the first of several failures in a row is logged; repetitions would tell an operator nothing new. */
    private void logOnce(String what, ConnectionFailure failure) {
        Supplier<String> text = () -> what + " (" + failure.kind() + "): " + failure.message() + "; next attempt in "
                + failure.retryIn().toMillis() + " ms";
        if (failing || !logsFailures) {
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
        call(Kind.MESSAGE, error.message().length(), "onError", () -> callbacks.onError(client, error));
    }

    @Override
    public void messageReceived(ServerMessage message, int bytes) {
        if (hearsMessages) {
            call(Kind.MESSAGE, bytes, "onMessage", () -> callbacks.onMessage(client, message.toMessageData()));
        }
    }

    @Override
    public void remoteConfigOffered(long generation, RemoteConfig config, @Nullable RemoteConfig lastGood) {
        backlog.add(Kind.REMOTE_CONFIG, () -> configs.offered(generation, config, lastGood));
    }

    @Override
    public void connectionSettingsOffered(long generation, SettingsQuestion question) {
        backlog.add(
                Kind.CONNECTION_SETTINGS,
                () -> answers.accept(new Event.ConnectionSettingsAnswered(generation, settings.answer(question))));
    }

    @Override
    public void connectionsRestored(SettingsQuestion accepted) {
        lane.execute(() -> settings.restored(accepted));
    }

    @Override
    public void restartRequested() {
        backlog.add(Kind.RESTART, () -> {
            guarded("onRestart", () -> callbacks.onRestart(client));
            answers.accept(new Event.Restarted());
        });
    }

    @Override
    public void customMessageReceived(CustomMessage message) {
        call(
                Kind.CUSTOM_MESSAGE,
                message.data().size(),
                "onCustomMessage",
                () -> callbacks.onCustomMessage(client, message));
    }

    @Override
    public void instanceUidAssigned(InstanceUid instanceUid) {
        call(Kind.IDENTITY, 0, "onInstanceUid", () -> callbacks.onInstanceUid(client, instanceUid));
    }

    @Override
    public void customMessageDelivered(long ticket) {
        messageFutures.settle(ticket, null);
    }

    @Override
    public void customMessageFailed(long ticket, String reason) {
        messageFutures.settle(ticket, reason);
    }

    @Override
    public void certificateRefused(String reason) {
        call(Kind.CERTIFICATE, 0, "onCertificateRefused", () -> callbacks.onCertificateRefused(client, reason));
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
