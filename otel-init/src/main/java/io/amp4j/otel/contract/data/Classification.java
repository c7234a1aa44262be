package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kind that AMP shows for a span, and why.
 *
 * @since 0.1.0
 */
public final class Classification {
    private final AmpSpanKind kind;
    private final KindRule rule;
    private final String because;

    private Classification(AmpSpanKind kind, KindRule rule, String because) {
        this.kind = kind;
        this.rule = rule;
        this.because = because;
    }

    /**
     * Returns a value with these components.
     *
     * @param kind the kind shown
     * @param rule the rule that decided
     * @param because what in the span matched the rule: keys, never content
     */
    public static Classification of(AmpSpanKind kind, KindRule rule, String because) {
        return new Classification(kind, rule, because);
    }

    /** Returns the kind shown. */
    public AmpSpanKind kind() {
        return kind;
    }

    /** Returns the rule that decided. */
    public KindRule rule() {
        return rule;
    }

    /** Returns what in the span matched the rule: keys, never content. */
    public String because() {
        return because;
    }

    /** Shows all on one line. */
    @Override
    public String toString() {
        return "Classification[kind=" + kind + ", rule=" + rule + ", because="
                + Printable.text(because, Printable.LONGEST) + "]";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Classification that
                && kind.equals(that.kind)
                && rule.equals(that.rule)
                && because.equals(that.because);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, rule, because);
    }
}
