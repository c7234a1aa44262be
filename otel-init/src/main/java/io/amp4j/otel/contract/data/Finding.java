package io.amp4j.otel.contract.data;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A problem with a span: something that AMP will not show, or not as intended.
 *
 * @since 0.1.0
 */
public final class Finding {
    private final Level level;
    private final Severity severity;
    private final String code;
    private final @Nullable String key;
    private final String message;
    private final String fix;

    private Finding(Builder builder) {
        this.level = builder.level;
        this.severity = builder.severity;
        this.code = builder.code;
        this.key = builder.key;
        this.message = builder.message;
        this.fix = builder.fix;
    }

    /** Returns a builder of a finding with this level, severity and code. */
    public static Builder builder(Level level, Severity severity, String code) {
        return new Builder(level, severity, code);
    }

    /** Returns which set of rules the span breaks. */
    public Level level() {
        return level;
    }

    /** Returns the severity. */
    public Severity severity() {
        return severity;
    }

    /** Returns the code, a stable name for this kind of finding. */
    public String code() {
        return code;
    }

    /** Returns the attribute it is about, or null. */
    public @Nullable String key() {
        return key;
    }

    /** Returns one sentence: what is wrong and its consequence; without content, on one line and without control characters. */
    public String message() {
        return message;
    }

    /** Returns one sentence: what to do. */
    public String fix() {
        return fix;
    }

    /**
     * The set of rules that a finding is about. The three sets differ, so each is checked separately. Constants may be added: a
     * {@code switch} over them needs a default branch.
     */
    public enum Level {
        /** The published attribute table. */
        PUBLISHED_CONTRACT,
        /** AMP's generated JSON Schema, stricter in places than what is published. */
        AMP_SCHEMA,
        /** What the observer's code needs to show the span, and its evaluators to judge it. */
        OBSERVER
    }

    /**
     * The severity of a finding. Constants may be added: a {@code switch} over them needs a default branch.
     */
    public enum Severity {
        /** Required data is missing, or sent data is lost or shown wrongly. */
        PROBLEM,
        /** All sent data is shown, but something could be improved. */
        ADVICE
    }

    @Override
    public String toString() {
        return Printable.text(severity + " " + code + ": " + message + " " + fix);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Finding that
                && level.equals(that.level)
                && severity.equals(that.severity)
                && code.equals(that.code)
                && Objects.equals(key, that.key)
                && message.equals(that.message)
                && fix.equals(that.fix);
    }

    @Override
    public int hashCode() {
        return Objects.hash(level, severity, code, key, message, fix);
    }

    /** Builds a {@link Finding}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private final Level level;
        private final Severity severity;
        private final String code;
        private @Nullable String key;
        private String message = "";
        private String fix = "";

        private Builder(Level level, Severity severity, String code) {
            this.level = requireNonNull(level, "level");
            this.severity = requireNonNull(severity, "severity");
            this.code = requireNonNull(code, "code");
        }

        /** Sets {@link Finding#key}. Default: null. */
        public Builder key(@Nullable String newKey) {
            key = newKey;
            return this;
        }

        /** Sets {@link Finding#message}. Default: empty. */
        public Builder message(String newMessage) {
            message = requireNonNull(newMessage, "message");
            return this;
        }

        /** Sets {@link Finding#fix}. Default: empty. */
        public Builder fix(String newFix) {
            fix = requireNonNull(newFix, "fix");
            return this;
        }

        /** Returns the value. */
        public Finding build() {
            return new Finding(this);
        }
    }
}
