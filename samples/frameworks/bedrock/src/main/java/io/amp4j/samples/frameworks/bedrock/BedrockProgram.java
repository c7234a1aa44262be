package io.amp4j.samples.frameworks.bedrock;

import io.amp4j.samples.frameworks.recording.FakeBedrock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolSpecification;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;

/** A conversation over Bedrock's Converse: a system prompt, two turns, a tool, one that fails, a refused call. */
public final class BedrockProgram {
    private BedrockProgram() {}

    /** Runs it. */
    public static void main(String... arguments) {
        try (FakeBedrock server = new FakeBedrock();
                BedrockRuntimeClient client = BedrockRuntimeClient.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.EU_NORTH_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build()) {
            List<Message> messages = new ArrayList<>();
            question(client, messages, "Oslo");
            messages.add(said(ContentBlock.fromText("And on the fjord?")));
            converse(client, messages);
            question(client, new ArrayList<>(), "Atlantis");
            try {
                converse(client, List.of(said(ContentBlock.fromText("overloaded"))));
            } catch (RuntimeException expected) {
                return;
            }
            throw new IllegalStateException("the fake model answered");
        }
    }

    private static void question(BedrockRuntimeClient client, List<Message> messages, String city) {
        messages.add(said(ContentBlock.fromText("What do I wear in " + city + "?")));
        Message wish = converse(client, messages);
        ToolUseBlock call = wish.content().get(0).toolUse();
        messages.add(said(ContentBlock.fromToolResult(ToolResultBlock.builder()
                .toolUseId(call.toolUseId())
                .status(city.equals("Atlantis") ? "error" : "success")
                .content(ToolResultContentBlock.fromText(
                        city.equals("Atlantis") ? "no such city" : "4 degrees and rain in " + city))
                .build())));
        converse(client, messages);
    }

    private static Message said(ContentBlock block) {
        return Message.builder().role(ConversationRole.USER).content(block).build();
    }

    private static Message converse(BedrockRuntimeClient client, List<Message> messages) {
        Message answer = client.converse(request -> request.modelId("amazon.nova-micro-v1:0")
                        .system(SystemContentBlock.fromText("You are a travel guide. Answer in one sentence."))
                        .inferenceConfig(
                                inference -> inference.temperature(0.2f).maxTokens(100))
                        .toolConfig(ToolConfiguration.builder()
                                .tools(Tool.fromToolSpec(ToolSpecification.builder()
                                        .name("weather")
                                        .description("The weather of a city today")
                                        .inputSchema(ToolInputSchema.fromJson(
                                                Document.fromMap(Map.of("type", Document.fromString("object")))))
                                        .build()))
                                .build())
                        .messages(messages))
                .output()
                .message();
        if (messages instanceof ArrayList<Message> growing) {
            growing.add(answer);
        }
        return answer;
    }
}
