package io.amp4j.samples.distro;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the server may ask for. A restart is not among it: a Java agent cannot start its JVM again. */
final class ServerRequests implements OpampCallbacks {
    private static final Logger LOG = Logger.getLogger(ServerRequests.class.getName());

    private final RemoteOptions options;

    ServerRequests(RemoteOptions options) {
        this.options = options;
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        return options.apply(config);
    }

    @Override
    public void onMessage(OpampClient client, MessageData message) {
        message.command()
                .ifPresent(command -> LOG.warning(
                        "The OpAMP server's command to restart is refused: a Java agent cannot restart the JVM"
                                + " that it runs in"));
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
}
