package io.amp4j.otel;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which content may leave the process; the rest is redacted, with structure, roles, names and counts kept.
 *
 * @param redacted the fields whose text is replaced; unmodifiable
 */
public record ContentPolicy(Set<ContentField> redacted) {
    /** Everything is sent. The default. */
    public static final ContentPolicy CAPTURE = new ContentPolicy(Set.of());

    /** No content is sent: what {@code AMP_TRACE_CONTENT=false} or {@code TRACELOOP_TRACE_CONTENT=false} asks for. */
    public static final ContentPolicy REDACT = new ContentPolicy(EnumSet.allOf(ContentField.class));

    /** Copies the set. */
    public ContentPolicy {
        redacted = redacted.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(redacted));
    }

    /** Redacts these fields only. */
    public static ContentPolicy redacting(ContentField first, ContentField... others) {
        return new ContentPolicy(EnumSet.of(first, others));
    }

    /** Whether this field may be sent as it is. */
    public boolean allows(ContentField field) {
        return !redacted.contains(field);
    }

    /** Whether nothing is redacted. */
    public boolean isCaptureAll() {
        return redacted.isEmpty();
    }
}
