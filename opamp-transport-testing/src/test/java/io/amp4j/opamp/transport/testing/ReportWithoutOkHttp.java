package io.amp4j.opamp.transport.testing;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.OpampClient;
import java.net.URI;
import java.util.function.Function;

/** A program with a transport of its own. Loaded by a class loader of its own, together with the client. */
public final class ReportWithoutOkHttp implements Function<String, AutoCloseable> {

    /** Starts to report to an endpoint, and returns what ends it. */
    @Override
    public AutoCloseable apply(String endpoint) {
        JdkHttpTransport transport = new JdkHttpTransport();
        OpampClient client = OpampClient.builder(URI.create(endpoint))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .transport(transport)
                .build();
        client.start();
        return () -> {
            client.close();
            transport.close();
        };
    }
}
