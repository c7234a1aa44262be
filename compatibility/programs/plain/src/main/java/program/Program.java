package program;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import java.io.IOException;
import java.net.URI;

/** What a service does with the three jars: the README's examples, and agents that stay connected until a line comes in. */
public final class Program {
    private Program() {}

    /** Takes the addresses of an OpAMP server, one over HTTP and one over WebSocket; spans go where the environment says. */
    public static void main(String[] endpoints) throws IOException {
        ReadmeExamples.catalog();
        System.out.println("catalog: done");
        ReadmeExamples.spans();
        System.out.println("spans: done");
        try (OpampClient http = agent("over-http", endpoints[0]);
                OpampClient webSocket = agent("over-websocket", endpoints[1])) {
            http.start();
            webSocket.start();
            System.out.println("agents: started");
            System.in.read();
        }
        ReadmeExamples.opamp(URI.create(endpoints[0]));
        System.out.println("agents: done");
    }

    private static OpampClient agent(String name, String endpoint) {
        return OpampClient.builder(URI.create(endpoint))
                .agent(AgentDescription.of(name, "1.0.0"))
                .callbacks(new OpampCallbacks() {
                    @Override
                    public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                        return ConfigOutcome.applied();
                    }
                })
                .build();
    }
}
