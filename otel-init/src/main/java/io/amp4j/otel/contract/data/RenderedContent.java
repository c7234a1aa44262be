package io.amp4j.otel.contract.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What AMP shows as the input or the output of a span. {@code toString} shows sizes, never content. Kinds may be added: handle unknown
 * ones.
 *
 * @since 0.1.0
 */
public sealed interface RenderedContent {
    /** Returns true if nothing readable is shown. */
    boolean isEmpty();

    /** Returns the content as one text, with one message or document per line. */
    String asText();

    /** Returns the value in the observer's JSON; null for none. */
    @Nullable
    Object toJson();

    /** No content. */
    record None() implements RenderedContent {
        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public String asText() {
            return "";
        }

        @Override
        public @Nullable Object toJson() {
            return null;
        }
    }

    /**
     * One text, mostly JSON.
     *
     * @param text the text; may be empty
     */
    record Text(String text) implements RenderedContent {
        @Override
        public boolean isEmpty() {
            return text.isEmpty();
        }

        @Override
        public String asText() {
            return text;
        }

        @Override
        public Object toJson() {
            return text;
        }

        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * The texts that were embedded.
     *
     * @param documents the texts, in order
     */
    record Documents(List<String> documents) implements RenderedContent {
        /** Copies the documents. */
        public Documents {
            documents = List.copyOf(documents);
        }

        @Override
        public boolean isEmpty() {
            return documents.isEmpty();
        }

        @Override
        public String asText() {
            return String.join("\n", documents);
        }

        @Override
        public Object toJson() {
            return documents;
        }

        @Override
        public String toString() {
            return "Documents[" + documents.size() + "]";
        }
    }

    /**
     * A conversation.
     *
     * @param messages the messages, in order
     */
    record Messages(List<RenderedMessage> messages) implements RenderedContent {
        /** Copies the messages. */
        public Messages {
            messages = List.copyOf(messages);
        }

        @Override
        public boolean isEmpty() {
            return messages.isEmpty();
        }

        @Override
        public String asText() {
            StringBuilder text = new StringBuilder();
            for (RenderedMessage message : messages) {
                text.append(text.isEmpty() ? "" : "\n")
                        .append(message.role())
                        .append(": ")
                        .append(message.content());
                message.toolCalls()
                        .forEach(call -> text.append(" -> ")
                                .append(call.name())
                                .append('(')
                                .append(call.arguments())
                                .append(')'));
            }
            return text.toString();
        }

        @Override
        public Object toJson() {
            return messages.stream().map(RenderedMessage::toJson).toList();
        }
    }
}
