package io.amp4j.samples.frameworks.springai;

import io.amp4j.samples.frameworks.recording.FakeOpenAi;
import io.amp4j.samples.frameworks.recording.PrintedSpans;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.util.List;
import java.util.Objects;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
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

/** A question with a tool and a second turn that is streamed, a stream with a tool, a tool that fails, an embedding, a model that refuses. */
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
                            .streamUsage(true)
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
                    .defaultAdvisors(MessageChatMemoryAdvisor.builder(
                                    MessageWindowChatMemory.builder().build())
                            .build())
                    .build();
            asked(client, "trip", "What do I wear in Oslo?").call().content();
            streamed(asked(client, "trip", "And on the fjord?"));
            streamed(asked(client, "other trip", "What do I wear in Oslo?"));
            asked(client, "lost", "What do I wear in Atlantis?").call().content();
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
                asked(client, "refused", "overloaded").call().content();
            } catch (RuntimeException expected) {
                return;
            }
            throw new IllegalStateException("the fake model answered");
        }
    }

    private static ChatClient.ChatClientRequestSpec asked(ChatClient client, String conversation, String question) {
        return client.prompt()
                .user(question)
                .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, conversation));
    }

    private static void streamed(ChatClient.ChatClientRequestSpec asked) {
        String answer = String.join(
                "",
                Objects.requireNonNull(asked.stream().content().collectList().block()));
        if (!answer.equals("Wear boots.")) {
            throw new IllegalStateException(answer);
        }
    }
}
