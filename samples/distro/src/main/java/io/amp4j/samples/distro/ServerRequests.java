package io.amp4j.samples.distro;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.TelemetryDestination;
import io.amp4j.samples.distro.own.OwnSignals;
import io.opentelemetry.api.logs.Severity;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the server may ask for. A restart is not among it: a Java agent cannot start its JVM again. */
final class ServerRequests implements OpampCallbacks {
    private static final Logger LOG = Logger.getLogger(ServerRequests.class.getName());
    private static final String NO_RESTART =
            "The OpAMP server's command to restart is refused: a Java agent cannot restart the JVM that it runs in";

    private final RemoteOptions options;
    private final Optional<OwnSignals> own;
    /** Used by one thread at a time, that of the callbacks. */
    private boolean connected;

    /** @param own telemetry about all this, if there is any */
    ServerRequests(RemoteOptions options, Optional<OwnSignals> own) {
        this.options = options;
        this.own = own;
    }

    @Override
    public void onConnect(OpampClient client) {
        if (!connected) {
            connected = true;
            tell(Severity.INFO, "connected to the OpAMP server");
        }
    }

    @Override
    public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
        onDisconnect(client, failure);
    }

    @Override
    public void onDisconnect(OpampClient client, ConnectionFailure failure) {
        if (connected) {
            connected = false;
            tell(Severity.WARN, "not connected to the OpAMP server any more: " + failure.kind());
        }
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        ConfigOutcome outcome = options.apply(config);
        if (outcome instanceof ConfigOutcome.Applied) {
            tell(Severity.INFO, "a remote configuration is applied");
        } else if (outcome instanceof ConfigOutcome.Failed failed) {
            tell(Severity.WARN, "a remote configuration is refused: " + failed.reason());
        }
        return outcome;
    }

    @Override
    public ConnectionSettingsOutcome onOwnTelemetry(OpampClient client, TelemetryDestination destination) {
        return own.map(signals -> signals.use(destination))
                .orElseGet(() -> ConnectionSettingsOutcome.refuse(
                        "this agent sends no telemetry of its own; AMP4J_OWN_TELEMETRY is not true"));
    }

    @Override
    public void onMessage(OpampClient client, MessageData message) {
        message.command().ifPresent(command -> {
            LOG.warning(NO_RESTART);
            tell(Severity.WARN, NO_RESTART);
        });
    }

    @Override
    public void onCustomMessage(OpampClient client, CustomMessage message) {
        ThreadDump.answer(message).ifPresent(answer -> {
            var unused = client.sendCustomMessage(answer).whenComplete((sent, failure) -> {
                if (failure != null) {
                    LOG.log(Level.WARNING, "A thread dump could not be sent", failure);
                }
            });
        });
    }

    private void tell(Severity severity, String text) {
        own.ifPresent(signals -> signals.event(severity, text));
    }
}
