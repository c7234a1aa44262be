package io.amp4j.opamp.versions;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a program does with the client. Loaded by a class loader of its own, together with the client. */
public final class Exchange implements Consumer<String> {

    /** Connects to an endpoint until it has answered. */
    @Override
    public void accept(String endpoint) {
        CountDownLatch answered = new CountDownLatch(1);
        OpampCallbacks callbacks = new OpampCallbacks() {
            @Override
            public void onMessage(MessageData message) {
                answered.countDown();
            }
        };
        try (OpampClient client = OpampClient.builder(URI.create(endpoint))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .callbacks(callbacks)
                .build()) {
            client.start();
            if (!answered.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no answer: " + client.status());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
