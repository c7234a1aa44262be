package io.amp4j.samples.frameworks.bedrock;

import io.amp4j.samples.frameworks.recording.FakeBedrock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** Bedrock's other calls: a model's own JSON by InvokeModel, with a tool and refused, and both kinds of streams. */
public final class BedrockInvokeProgram {
    private static final String CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0";
    private static final String QUESTION =
            "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What do I wear in Oslo?\"}]}";
    private static final String CALL =
            ",{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"weather\",\"input\":{\"city\":\"Oslo\"}}]}"
                    + ",{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\",\"content\":\"4 degrees and rain in Oslo\"}]}";

    private BedrockInvokeProgram() {}

    /** Runs it. */
    public static void main(String... arguments) {
        try (FakeBedrock server = new FakeBedrock()) {
            StaticCredentialsProvider credentials =
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
            try (BedrockRuntimeAsyncClient client = BedrockRuntimeAsyncClient.builder()
                    .endpointOverride(server.endpoint())
                    .region(Region.EU_NORTH_1)
                    .credentialsProvider(credentials)
                    .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                    .build()) {
                streams(client);
            }
            try (BedrockRuntimeClient client = BedrockRuntimeClient.builder()
                    .endpointOverride(server.endpoint())
                    .region(Region.EU_NORTH_1)
                    .credentialsProvider(credentials)
                    .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                    .build()) {
                invoke(client, QUESTION);
                invoke(client, QUESTION + CALL);
                try {
                    invoke(client, QUESTION.replace("What do I wear in Oslo?", "overloaded"));
                } catch (RuntimeException expected) {
                    return;
                }
                throw new IllegalStateException("the fake model answered");
            }
        }
    }

    private static String body(String messages) {
        return "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":100,\"temperature\":0.2,"
                + "\"system\":\"You are a travel guide. Answer in one sentence.\",\"messages\":[" + messages + "],"
                + "\"tools\":[{\"name\":\"weather\",\"description\":\"The weather of a city today\",\"input_schema\":{\"type\":\"object\"}}]}";
    }

    private static void invoke(BedrockRuntimeClient client, String messages) {
        client.invokeModel(request ->
                request.modelId(CLAUDE).contentType("application/json").body(SdkBytes.fromUtf8String(body(messages))));
    }

    private static void streams(BedrockRuntimeAsyncClient client) {
        client.converseStream(
                        request -> request.modelId("amazon.nova-micro-v1:0")
                                .messages(Message.builder()
                                        .role(ConversationRole.USER)
                                        .content(ContentBlock.fromText("And on the fjord?"))
                                        .build()),
                        ConverseStreamResponseHandler.builder()
                                .subscriber(event -> {})
                                .build())
                .join();
        List<String> heard = new CopyOnWriteArrayList<>();
        client.invokeModelWithResponseStream(
                        request -> request.modelId(CLAUDE)
                                .contentType("application/json")
                                .body(SdkBytes.fromUtf8String(body(QUESTION))),
                        InvokeModelWithResponseStreamResponseHandler.builder()
                                .subscriber(InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                                        .onChunk(
                                                chunk -> heard.add(chunk.bytes().asUtf8String()))
                                        .build())
                                .build())
                .join();
        if (heard.stream().noneMatch(chunk -> chunk.contains("boots."))) {
            throw new IllegalStateException("the stream is not understood: " + heard);
        }
    }
}
