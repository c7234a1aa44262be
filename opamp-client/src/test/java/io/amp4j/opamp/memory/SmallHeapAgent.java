package io.amp4j.opamp.memory;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.StateStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program with one agent, which ends when the server says so. Its arguments: the endpoint, a directory, the size limit. */
final class SmallHeapAgent implements OpampCallbacks {
    static final String CAPABILITY = "com.example.memory";
    static final String END = "end";

    private final CountDownLatch told = new CountDownLatch(1);

    public static void main(String[] args) throws Exception {
        SmallHeapAgent agent = new SmallHeapAgent();
        try (OpampClient client = OpampClient.builder(URI.create(args[0]))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .customCapabilities(CustomCapabilities.of(List.of(CAPABILITY)))
                .callbacks(agent)
                .stateStore(StateStore.file(Path.of(args[1])))
                .maxReceivedBytes(Integer.parseInt(args[2]))
                .heartbeat(Duration.ofMillis(100))
                .initialBackoff(Duration.ofMillis(50))
                .compression(true)
                .build()) {
            client.start();
            if (!agent.told.await(100, TimeUnit.SECONDS)) {
                System.out.println("not told to end: " + client.status());
                System.exit(1);
            }
        }
        System.out.println("ended as told");
    }

    @Override
    public void onCustomMessage(OpampClient client, CustomMessage message) {
        if (message.type().equals(END)) {
            told.countDown();
        }
    }

    @Override
    public void onMessage(OpampClient client, MessageData message) {
        // So that messages are kept for it.
    }

    @Override
    public void onError(OpampClient client, ServerError error) {
        System.out.println("an error of " + error.message().length() + " characters");
    }

    @Override
    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
        System.out.println("a configuration of " + config.files().size() + " files");
        return ConfigOutcome.applied();
    }
}
