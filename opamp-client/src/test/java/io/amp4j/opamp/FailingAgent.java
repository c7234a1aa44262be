package io.amp4j.opamp;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** A program whose client prints why its first attempt failed. */
final class FailingAgent {
    private FailingAgent() {}

    /** Takes the endpoint. */
    public static void main(String[] arguments) {
        CompletableFuture<ConnectionFailure> told = new CompletableFuture<>();
        OpampClient client = OpampClient.builder(URI.create(arguments[0]))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public void onConnectFailed(OpampClient failing, ConnectionFailure failure) {
                        told.complete(failure);
                    }
                })
                .build();
        client.start();
        ConnectionFailure failure = told.join();
        System.out.println(failure.kind() + " " + failure.message());
        client.close();
    }
}
