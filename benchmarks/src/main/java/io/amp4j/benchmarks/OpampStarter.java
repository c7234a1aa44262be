package io.amp4j.benchmarks;

import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.TlsSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that starts an OpAMP client as the first thing it does; run by {@link OpampStartUp}. */
final class OpampStarter {
    private OpampStarter() {}

    /** Takes the endpoint, and for TLS the file of the certificate authority. */
    public static void main(String[] arguments) throws Exception {
        URI endpoint = URI.create(arguments[0]);
        String authority = arguments.length > 1 ? Files.readString(Path.of(arguments[1])) : null;
        CountDownLatch answered = new CountDownLatch(1);
        OpampCallbacks callbacks = new OpampCallbacks() {
            @Override
            public void onMessage(OpampClient client, MessageData message) {
                answered.countDown();
            }
        };
        long start = System.nanoTime();
        OpampClientBuilder builder = OpampClient.builder(endpoint)
                .identifyingAttributes(Map.of("service.name", "benchmark"))
                .callbacks(callbacks);
        if (authority != null) {
            builder.tls(TlsSettings.builder().trustedCertificates(authority).build());
        }
        OpampClient client = builder.build();
        long built = System.nanoTime();
        client.start();
        long started = System.nanoTime();
        boolean heard = answered.await(30, TimeUnit.SECONDS);
        long answer = System.nanoTime();
        System.out.println((built - start) + " " + (started - start) + " " + (answer - start));
        Runtime.getRuntime().halt(heard ? 0 : 1);
    }
}
