package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether AMP shows a span as failed.
 *
 * @since 0.1.0
 */
public final class SpanError {
    private final boolean error;
    private final @Nullable String type;
    private final Rule rule;

    private SpanError(boolean error, @Nullable String type, Rule rule) {
        this.error = error;
        this.type = type;
        this.rule = rule;
    }

    /**
     * Returns a value with these components.
     *
     * @param error whether the span is shown as failed
     * @param type the type shown, or null if there is none
     * @param rule the rule that decided
     */
    public static SpanError of(boolean error, @Nullable String type, Rule rule) {
        return new SpanError(error, type, rule);
    }

    /** Returns whether the span is shown as failed. */
    public boolean error() {
        return error;
    }

    /** Returns the type shown, or null if there is none. */
    public @Nullable String type() {
        return type;
    }

    /** Returns the rule that decided. */
    public Rule rule() {
        return rule;
    }

    /** Shows all on one line. */
    @Override
    public String toString() {
        return "SpanError[error=" + error + ", type=" + Printable.text(String.valueOf(type), Printable.LONGEST)
                + ", rule=" + rule + "]";
    }

    /**
     * The observer's rules, in the observer's order. No rule reads the span's status description. Constants may be added: a {@code switch}
     * over them needs a default branch.
     */
    public enum Rule {
        /** The text {@code error.type} is present, even if empty. */
        S1,
        /** {@code gen_ai.tool.status} is error, failed or 2, in any case. */
        S2,
        /** The number {@code http.status_code} is 400 or more. */
        S3,
        /** The span's status is error, failed or 2, in any case. */
        S4,
        /** No rule matched: no error. */
        NONE
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpanError that
                && error == that.error
                && Objects.equals(type, that.type)
                && rule.equals(that.rule);
    }

    @Override
    public int hashCode() {
        return Objects.hash(error, type, rule);
    }
}
