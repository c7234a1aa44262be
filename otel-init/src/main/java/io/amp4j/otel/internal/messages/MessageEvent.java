package io.amp4j.otel.internal.messages;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event of OpenTelemetry's GenAI conventions. {@code toString} shows no content.
 *
 * @param name which event
 * @param body what is said, as the conventions 1.28 to 1.36 have it
 * @param attributes what is said, as later ones have it
 */
record MessageEvent(String name, @Nullable Value<?> body, Attributes attributes) {
    static final String SYSTEM = "gen_ai.system.message";
    static final String USER = "gen_ai.user.message";
    static final String ASSISTANT = "gen_ai.assistant.message";
    static final String TOOL = "gen_ai.tool.message";
    static final String CHOICE = "gen_ai.choice";
    /** All of a call in one event. */
    static final String DETAILS = "gen_ai.client.inference.operation.details";

    private static final Set<String> NAMES = Set.of(SYSTEM, USER, ASSISTANT, TOOL, CHOICE, DETAILS);
    /** More than any bound. */
    private static final long TOO_DEEP = 1L << 50;

    /** A level of a body takes up to three of these: a value, its pairs, a pair. */
    private static final int MAX_DEPTH = 300;

    private static final long FRAME = 64;

    /** Returns the event that the record is; null if it is any other record. */
    static @Nullable MessageEvent of(LogRecordData record) {
        String name = EventNames.of(record);
        return name != null && NAMES.contains(name)
                ? new MessageEvent(name, record.getBodyValue(), record.getAttributes())
                : null;
    }

    /** Returns about how many bytes this takes in memory; at least {@link #TOO_DEEP} if it nests too deeply to be counted. */
    long size() {
        long[] size = {FRAME + size(body, 0)};
        attributes.forEach((key, value) -> size[0] += FRAME + size(value, 0));
        return size[0];
    }

    private static long size(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            return TOO_DEEP;
        }
        if (value instanceof Value<?> wrapped) {
            return size(wrapped.getValue(), depth + 1);
        }
        if (value instanceof String text) {
            return FRAME + 2L * text.length();
        }
        if (value instanceof KeyValue pair) {
            return FRAME + 2L * pair.getKey().length() + size(pair.getValue(), depth + 1);
        }
        if (value instanceof ByteBuffer bytes) {
            return FRAME + bytes.remaining();
        }
        if (value instanceof Collection<?> items) {
            long size = FRAME;
            for (Object item : items) {
                size += size(item, depth + 1);
            }
            return size;
        }
        return FRAME;
    }

    /** Whether the model said it. */
    boolean isOutput() {
        return name.equals(CHOICE);
    }

    static boolean hasDetails(List<MessageEvent> events) {
        return events.stream().anyMatch(event -> event.name.equals(DETAILS));
    }

    @Override
    public String toString() {
        return "MessageEvent[" + name + "]";
    }
}
