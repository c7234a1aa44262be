package io.amp4j.samples.springai;

import io.amp4j.otel.AmpOtel;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Objects;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.ToolCallingAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.model.tool.DefaultToolCallingManager;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;

/**
 * Answers questions of travellers with a model, a tool, a memory and a vector store, and shows all of it in AMP.
 *
 * <p>Needs {@code AMP_OTEL_ENDPOINT}, {@code AMP_AGENT_API_KEY} and {@code OPENAI_API_KEY}; {@code OPENAI_BASE_URL} may name another
 * server of the same API. The arguments are the question.
 */
public final class TravelGuide {
    private final ChatClient client;
    private final VectorStore store;

    TravelGuide(String baseUrl, String apiKey, ObservationRegistry observations) {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(baseUrl)
                        .apiKey(apiKey)
                        .model("gpt-4o-mini")
                        .temperature(0.2)
                        .streamUsage(true)
                        .build())
                .observationRegistry(observations)
                .build();
        OpenAiEmbeddingModel embeddings = OpenAiEmbeddingModel.builder()
                .options(OpenAiEmbeddingOptions.builder()
                        .baseUrl(baseUrl)
                        .apiKey(apiKey)
                        .model("text-embedding-3-small")
                        .build())
                .metadataMode(MetadataMode.EMBED)
                .observationRegistry(observations)
                .build();
        store = SimpleVectorStore.builder(embeddings)
                .observationRegistry(observations)
                .build();
        client = ChatClient.builder(
                        model,
                        observations,
                        null,
                        null,
                        ToolCallingAdvisor.builder()
                                .toolCallingManager(DefaultToolCallingManager.builder()
                                        .observationRegistry(observations)
                                        .build()))
                .defaultSystem("You are a travel guide. Answer in one sentence.")
                .defaultTools(new Weather())
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(
                                MessageWindowChatMemory.builder().build())
                        .build())
                .build();
    }

    /** What the model may ask. */
    static final class Weather {
        @Tool(name = "weather", description = "The weather of a city today")
        String weather(String city) {
            return city.equals("Atlantis") ? unknown(city) : "4 degrees and rain in " + city;
        }

        private static String unknown(String city) {
            throw new IllegalArgumentException("no such city: " + city);
        }
    }

    /** Makes texts available to {@link #search}. */
    void learn(String id, String text) {
        store.add(List.of(Document.builder().id(id).text(text).build()));
    }

    /** Returns what was learned that is nearest to the question. */
    List<String> search(String question) {
        return store
                .similaritySearch(
                        SearchRequest.builder().query(question).topK(1).build())
                .stream()
                .map(document -> Objects.requireNonNullElse(document.getText(), ""))
                .toList();
    }

    /** Returns the model's answer. */
    String answer(String conversation, String question) {
        return Objects.requireNonNullElse(asked(conversation, question).call().content(), "");
    }

    /** Returns the model's answer, as it was streamed. */
    String stream(String conversation, String question) {
        return String.join(
                "",
                Objects.requireNonNull(asked(conversation, question).stream()
                        .content()
                        .collectList()
                        .block()));
    }

    private ChatClient.ChatClientRequestSpec asked(String conversation, String question) {
        return client.prompt()
                .user(question)
                .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, conversation));
    }

    /** Runs it. */
    public static void main(String... question) {
        try (AmpOtel amp = AmpOtel.builder().serviceName("travel-guide").initOtel()) {
            TravelGuide guide = new TravelGuide(
                    System.getenv().getOrDefault("OPENAI_BASE_URL", "https://api.openai.com/v1"),
                    Objects.requireNonNull(System.getenv("OPENAI_API_KEY"), "OPENAI_API_KEY is not set"),
                    Observations.of(amp.openTelemetry(), true));
            guide.learn("packing", "Pack layers for the north, linen for the south.");
            String asked = String.join(" ", question);
            guide.search(asked).forEach(System.out::println);
            System.out.println(guide.answer("main", asked));
        }
    }
}
