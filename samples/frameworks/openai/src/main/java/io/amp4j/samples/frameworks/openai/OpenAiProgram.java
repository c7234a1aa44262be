package io.amp4j.samples.frameworks.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.amp4j.samples.frameworks.recording.FakeOpenAi;
import java.util.List;
import java.util.Map;

/** A conversation with OpenAI's own SDK: a system prompt, two turns, a tool, a stream, an embedding, a refused call. */
public final class OpenAiProgram {
    private static final String MODEL = "gpt-4o-mini";

    private OpenAiProgram() {}

    /** Runs it. */
    public static void main(String... arguments) {
        try (FakeOpenAi server = new FakeOpenAi()) {
            OpenAIClient client = OpenAIOkHttpClient.builder()
                    .baseUrl(server.baseUrl())
                    .apiKey("sk-test")
                    .maxRetries(0)
                    .build();
            question(client, "Oslo");
            question(client, "Atlantis");
            stream(client);
            embed(client);
            refused(client);
            client.close();
        }
    }

    private static ChatCompletionCreateParams.Builder conversation() {
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .temperature(0.2)
                .addSystemMessage("You are a travel guide. Answer in one sentence.")
                .addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("weather")
                                .description("The weather of a city today")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty(
                                                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                        .build())
                                .build())
                        .build());
    }

    private static void question(OpenAIClient client, String city) {
        ChatCompletionCreateParams.Builder asked = conversation().addUserMessage("What do I wear in " + city + "?");
        ChatCompletion first = client.chat().completions().create(asked.build());
        ChatCompletionMessage wish = first.choices().get(0).message();
        asked.addMessage(wish);
        wish.toolCalls()
                .orElse(List.of())
                .forEach(call -> asked.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content(city.equals("Atlantis") ? "error: no such city" : "4 degrees and rain in " + city)
                        .build()));
        client.chat().completions().create(asked.build());
    }

    private static void stream(OpenAIClient client) {
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(conversation()
                        .addUserMessage("What do I wear in Oslo?")
                        .addAssistantMessage("Take an umbrella.")
                        .addUserMessage("And on the fjord?")
                        .build())) {
            stream.stream().forEach(chunk -> {});
        }
    }

    private static void embed(OpenAIClient client) {
        client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .input("Pack layers for the north.")
                        .build());
    }

    private static void refused(OpenAIClient client) {
        try {
            client.chat()
                    .completions()
                    .create(conversation().addUserMessage("overloaded").build());
        } catch (RuntimeException expected) {
            return;
        }
        throw new IllegalStateException("the fake model answered");
    }
}
