package io.amp4j.samples.demo;

import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.ImageReference;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Selection;
import io.amp4j.catalog.SelectionResult;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.span.AmpSpans;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;

/** The examples of README.md, so that they compile; {@link ReadmeTest} holds the two together. */
@SuppressWarnings("unused")
final class ReadmeExamples {
    private ReadmeExamples() {}

    // spotless:off
    static void catalog() {
        InstrumentationCatalog catalog = CatalogLoader.builder()
                .extension(CatalogSource.file(Path.of("values.yaml")))
                .raise("absent-extension") // a mistyped path is an error and not a warning
                .load()
                .orElseThrow(); // one CatalogException with every problem, each with file, line and column
        ImageReference image = catalog.image("0.4.0", "3.11.4");
        SelectionResult answer = catalog.check(Selection.create("python", "3.12").withInstrumentationVersion("0.4.0"));
    }

    static void opamp(URI endpoint) {
        class MyCallbacks implements OpampCallbacks {
            @Override
            public ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
                System.out.println("apply " + config); // names, sizes and hash; safe to show, whatever the server calls its files
                return ConfigOutcome.applied(EffectiveConfig.of(config.files())); // the client reports it, with the right hash
            }
        }

        OpampClient client = OpampClient.builder(endpoint) // https://host/v1/opamp polls, wss:// keeps a WebSocket open
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .health(ComponentHealth.healthy(Instant.now()))       // with this the agent reports its health,
                .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml("level: info"))) // and with this its configuration
                .callbacks(new MyCallbacks())
                .build();
        client.start(); // returns at once; network trouble is retried and told through the callbacks
        client.updateHealth(ComponentHealth.unhealthy("disk full"));
        client.close(); // says goodbye
    }

    static void spans() {
        try (AmpOtel amp = AmpOtel.initOtel()) { // once per process; reads AMP_OTEL_ENDPOINT, AMP_AGENT_API_KEY, OTEL_SERVICE_NAME
            AmpSpans spans = amp.spans("my-agent");
            String answer = spans.llm("openai", "gpt-4o-mini").prompt("Hello").call(call -> {
                String text = "Hi"; // here the model is asked
                call.answer(text).tokensUsed(9, 2);
                return text;
            });
        }
    }
    // spotless:on
}
