package io.amp4j.otel.export;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which content may leave the process; the rest is redacted, with structure, roles, names and counts kept.
 *
 * @since 0.1.0
 */
public final class ContentPolicy {
    /** Everything is sent. The default. */
    public static final ContentPolicy CAPTURE = new ContentPolicy(Set.of());

    /** No content is sent: the policy of {@code AMP_TRACE_CONTENT=false} or {@code TRACELOOP_TRACE_CONTENT=false}. */
    public static final ContentPolicy REDACT = new ContentPolicy(EnumSet.allOf(ContentField.class));

    private final Set<ContentField> redacted;

    private ContentPolicy(Set<ContentField> redacted) {
        this.redacted = redacted.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(redacted));
    }

    /** Returns the fields whose text is replaced; unmodifiable. */
    public Set<ContentField> redacted() {
        return redacted;
    }
    /** Returns a policy that redacts only these fields. */
    public static ContentPolicy redacting(ContentField first, ContentField... others) {
        return new ContentPolicy(EnumSet.of(first, others));
    }

    /** Returns a policy that redacts only these fields; without any it equals {@link #CAPTURE}. */
    public static ContentPolicy redacting(Set<ContentField> fields) {
        return new ContentPolicy(fields);
    }

    /** Returns whether this field may be sent unchanged. */
    public boolean allows(ContentField field) {
        return !redacted.contains(field);
    }

    /** Returns whether nothing is redacted. */
    public boolean isCaptureAll() {
        return redacted.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentPolicy that && redacted.equals(that.redacted);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(redacted);
    }

    @Override
    public String toString() {
        return "ContentPolicy[redacted=" + redacted + "]";
    }
}
