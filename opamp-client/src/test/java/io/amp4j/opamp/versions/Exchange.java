package io.amp4j.opamp.versions;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What a program does with the client. Loaded by a class loader of its own, together with the client. */
public class Exchange implements Consumer<String> {

    /** Begins a client; a subclass may give it a transport. */
    protected OpampClientBuilder builder(URI endpoint) {
        return OpampClient.builder(endpoint);
    }

    /** Connects to an endpoint until it has answered. */
    @Override
    public void accept(String endpoint) {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicReference<ConnectionFailure> unfit = new AtomicReference<>();
        OpampCallbacks callbacks = new OpampCallbacks() {
            @Override
            public void onMessage(OpampClient client, MessageData message) {
                answered.countDown();
            }

            @Override
            public void onConnectFailed(OpampClient client, ConnectionFailure failure) {
                if (failure.kind() == ConnectionFailure.Kind.INTERNAL) {
                    unfit.compareAndSet(null, failure);
                    answered.countDown();
                }
            }
        };
        try (OpampClient client = builder(URI.create(endpoint))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .callbacks(callbacks)
                .build()) {
            client.start();
            if (!answered.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no answer: " + client.status());
            }
            ConnectionFailure failure = unfit.get();
            if (failure != null) {
                throw new IllegalStateException(
                        failure.message(), failure.error().orElse(null));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
