package io.amp4j.otel.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import io.amp4j.otel.span.Message;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Extracts the texts of the arguments and the result of an AI service; nothing else of them is recorded. Stateless. */
final class MessageTexts {
    private static final String LANGCHAIN4J = "dev.langchain4j.";

    private MessageTexts() {}

    /**
     * Returns the arguments that LangChain4j puts into the message, one per line: those with such an annotation, or the only one without
     * any annotation. Other arguments may be settings of the call or values for tools, including secrets.
     */
    static String by(Parameter[] parameters, Object[] arguments) {
        List<Object> marked = new ArrayList<>();
        List<Object> plain = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            Object argument = arguments[i];
            if (argument == null || parameters[i].isAnnotationPresent(MemoryId.class)) {
                continue;
            }
            if (parameters[i].isAnnotationPresent(UserMessage.class) || parameters[i].isAnnotationPresent(V.class)) {
                marked.add(argument);
            } else if (!isMarkedOtherwise(parameters[i]) && (isContent(argument) || !isOfLangChain4j(argument))) {
                plain.add(argument);
            }
        }
        List<Object> said = !marked.isEmpty() ? marked : plain.size() == 1 ? plain : List.of();
        return lines(said);
    }

    private static boolean isMarkedOtherwise(Parameter parameter) {
        return Arrays.stream(parameter.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().startsWith(LANGCHAIN4J));
    }

    private static boolean isContent(Object value) {
        return value instanceof Content || value instanceof ChatMessage;
    }

    private static boolean isOfLangChain4j(Object value) {
        return value.getClass().getName().startsWith(LANGCHAIN4J);
    }

    /** Returns the value as a text. Images and audio are named, and their content is not sent. */
    static String text(Object value) {
        if (value instanceof Iterable<?> items && !isOfLangChain4j(value)) {
            return lines(items);
        }
        if (value instanceof Object[] items) {
            return lines(Arrays.asList(items));
        }
        if (value instanceof TextContent text) {
            return text.text();
        }
        if (value instanceof Content content) {
            return named(content.type().name());
        }
        if (value instanceof ChatMessage message) {
            return Conversion.message(message).parts().stream()
                    .map(MessageTexts::part)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n"));
        }
        return isOfLangChain4j(value) ? named(value.getClass().getSimpleName()) : value.toString();
    }

    static String named(String type) {
        return "[" + type.toLowerCase(Locale.ROOT) + "]";
    }

    private static String part(Message.Part part) {
        return part instanceof Message.Text text
                ? text.content()
                : part instanceof Message.ToolResponse result ? result.response() : "";
    }

    private static String lines(Iterable<? extends @Nullable Object> items) {
        List<String> lines = new ArrayList<>();
        for (Object item : items) {
            if (item != null) {
                lines.add(text(Objects.requireNonNull(item)));
            }
        }
        return String.join("\n", lines);
    }
}
