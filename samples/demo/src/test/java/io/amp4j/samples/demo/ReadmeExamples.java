package io.amp4j.samples.demo;

import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.ImageReference;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Selection;
import io.amp4j.catalog.SelectionResult;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.otel.AmpOtel;
import io.opentelemetry.api.trace.Span;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The examples of README.md, so that they compile; {@link ReadmeTest} holds the two together. */
@SuppressWarnings("unused")
final class ReadmeExamples {
    private ReadmeExamples() {}

    // spotless:off
    static void catalog() {
        InstrumentationCatalog catalog = CatalogLoader.builder()
                .extension(CatalogSource.file(Path.of("values.yaml")))
                .load()
                .orElseThrow(); // one CatalogException with every problem, each with file, line and column
        ImageReference image = catalog.image("0.4.0", "3.11.4");
        SelectionResult answer = catalog.check(Selection.create("python", "3.12").withInstrumentationVersion("0.4.0"));
    }

    static void opamp() {
        class MyCallbacks implements OpampCallbacks {
            @Override
            public ConfigOutcome onRemoteConfig(RemoteConfig config) {
                config.files().forEach((name, file) -> System.out.println("apply " + name));
                return ConfigOutcome.applied(new EffectiveConfig(config.files())); // the client reports it, with the right hash
            }
        }

        OpampClient client = OpampClient.builder(URI.create("https://opamp.example.com/v1/opamp"))
                .agent(AgentDescription.of("checkout", "1.4.0"))
                .heartbeat(Duration.ofSeconds(30))
                .callbacks(new MyCallbacks())
                .build();
        client.start(); // returns at once; network trouble is retried and told through the callbacks
        client.updateHealth(ComponentHealth.healthy(Instant.now()));
        client.close(); // says goodbye
    }

    static void spans() {
        try (AmpOtel amp = AmpOtel.initOtel()) { // reads AMP_OTEL_ENDPOINT and AMP_AGENT_API_KEY
            Span span = amp.tracer("my-agent").spanBuilder("chat gpt-4o-mini").startSpan();
            span.setAttribute("gen_ai.operation.name", "chat");
            span.setAttribute("gen_ai.system", "openai");
            span.setAttribute("gen_ai.request.model", "gpt-4o-mini");
            span.end();
        }
    }
    // spotless:on
}
