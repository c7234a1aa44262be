package io.amp4j.opamp.client;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import java.net.URI;
import java.time.Duration;

/** A process that ends itself when the server wants it to restart, and closes its client while it ends. */
final class ExitingAgent {

    private ExitingAgent() {}

    public static void main(String[] arguments) throws InterruptedException {
        OpampClient client = OpampClient.builder(URI.create(arguments[0]))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .closeTimeout(Duration.ofHours(1))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public void onRestart(OpampClient client) {
                        System.exit(0);
                    }
                })
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(client::close));
        client.start();
        Thread.currentThread().join();
    }
}
