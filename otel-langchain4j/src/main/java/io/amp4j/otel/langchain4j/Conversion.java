package io.amp4j.otel.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import io.amp4j.otel.span.Message;
import io.amp4j.otel.span.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts LangChain4j's messages and tools to those of {@code io.amp4j.otel.span}. Stateless. */
final class Conversion {
    private Conversion() {}

    static List<Message> messages(List<ChatMessage> messages) {
        return messages.stream().map(Conversion::message).toList();
    }

    static Message message(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            return Message.system(system.text());
        }
        if (message instanceof UserMessage user) {
            return user(user);
        }
        if (message instanceof AiMessage answer) {
            return answer(answer);
        }
        if (message instanceof ToolExecutionResultMessage result) {
            return Message.tool(orEmpty(result.id()), text(result));
        }
        return Message.of(message.type().name().toLowerCase(Locale.ROOT), List.of());
    }

    /** A result with several contents, which newer versions have, throws when its text is read. */
    private static String text(ToolExecutionResultMessage result) {
        try {
            return orEmpty(result.text());
        } catch (RuntimeException severalContents) {
            try {
                Object contents = result.getClass().getMethod("contents").invoke(result);
                return contents == null ? "" : MessageTexts.text(contents);
            } catch (ReflectiveOperationException older) {
                return "";
            }
        }
    }

    /** Images and audio are named, and their content is not sent. */
    private static Message user(UserMessage user) {
        List<Message.Part> parts = new ArrayList<>();
        for (Content content : user.contents()) {
            parts.add(new Message.Text(
                    content instanceof TextContent text
                            ? text.text()
                            : MessageTexts.named(content.type().name())));
        }
        return Message.of("user", parts);
    }

    private static Message answer(AiMessage answer) {
        List<Message.Part> parts = new ArrayList<>();
        if (answer.text() != null && !answer.text().isEmpty()) {
            parts.add(new Message.Text(answer.text()));
        }
        List<ToolExecutionRequest> asked = answer.toolExecutionRequests();
        for (ToolExecutionRequest request : asked == null ? List.<ToolExecutionRequest>of() : asked) {
            parts.add(
                    new Message.ToolCall(orEmpty(request.id()), orEmpty(request.name()), orEmpty(request.arguments())));
        }
        return Message.of("assistant", parts);
    }

    static ToolDefinition tool(ToolSpecification tool) {
        return ToolDefinition.of(tool.name(), orEmpty(tool.description()), Schema.json(tool.parameters()));
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
