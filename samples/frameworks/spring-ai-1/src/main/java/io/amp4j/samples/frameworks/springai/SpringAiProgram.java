package io.amp4j.samples.frameworks.springai;

import io.amp4j.samples.frameworks.recording.FakeOpenAi;
import io.amp4j.samples.frameworks.recording.PrintedSpans;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.model.tool.DefaultToolCallingManager;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.observation.ToolCallingContentObservationFilter;

/** A question with a tool, one whose tool fails, an embedding, a model that refuses. */
public final class SpringAiProgram {
    private SpringAiProgram() {}

    /** What the model may ask. */
    static final class Weather {
        @Tool(name = "weather", description = "The weather of a city today")
        String weather(String city) {
            if (city.equals("Atlantis")) {
                throw new IllegalArgumentException("no such city: " + city);
            }
            return "4 degrees and rain in " + city;
        }
    }

    /** Runs it. */
    public static void main(String... arguments) {
        PrintedSpans.setUp();
        OtelTracer tracer =
                new OtelTracer(GlobalOpenTelemetry.getTracer("spring-ai"), new OtelCurrentTraceContext(), event -> {});
        ObservationRegistry observations = ObservationRegistry.create();
        observations
                .observationConfig()
                .observationHandler(new DefaultTracingObservationHandler(tracer))
                .observationFilter(new ToolCallingContentObservationFilter());
        try (FakeOpenAi server = new FakeOpenAi()) {
            OpenAiApi api = OpenAiApi.builder()
                    .baseUrl(server.baseUrl().replace("/v1", ""))
                    .apiKey("sk-test")
                    .build();
            OpenAiChatModel model = OpenAiChatModel.builder()
                    .openAiApi(api)
                    .defaultOptions(OpenAiChatOptions.builder()
                            .model("gpt-4o-mini")
                            .temperature(0.2)
                            .build())
                    .retryTemplate(RetryUtils.SHORT_RETRY_TEMPLATE)
                    .toolCallingManager(DefaultToolCallingManager.builder()
                            .observationRegistry(observations)
                            .build())
                    .observationRegistry(observations)
                    .build();
            ChatClient client = ChatClient.builder(model, observations, null, null)
                    .defaultSystem("You are a travel guide. Answer in one sentence.")
                    .defaultTools(new Weather())
                    .build();
            client.prompt().user("What do I wear in Oslo?").call().content();
            client.prompt().user("What do I wear in Atlantis?").call().content();
            new OpenAiEmbeddingModel(
                            api,
                            MetadataMode.EMBED,
                            OpenAiEmbeddingOptions.builder()
                                    .model("text-embedding-3-small")
                                    .build(),
                            RetryUtils.SHORT_RETRY_TEMPLATE,
                            observations)
                    .embed(List.of("Pack layers for the north."));
            try {
                client.prompt().user("overloaded").call().content();
            } catch (RuntimeException expected) {
                return;
            }
            throw new IllegalStateException("the fake model answered");
        }
    }
}
