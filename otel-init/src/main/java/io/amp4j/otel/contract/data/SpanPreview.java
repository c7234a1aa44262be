package io.amp4j.otel.contract.data;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the AMP Console shows for one span.
 *
 * @since 0.1.0
 */
public final class SpanPreview {
    private final Classification classification;
    private final AmpSpanKind listKind;
    private final RenderedContent input;
    private final RenderedContent output;
    private final SpanDetails details;
    private final SpanError error;

    private SpanPreview(Builder builder) {
        this.classification = builder.classification;
        this.listKind = builder.listKind;
        this.input = builder.input;
        this.output = builder.output;
        this.details = builder.details;
        this.error = builder.error;
    }

    /** Returns a builder of a value with this classification. */
    public static Builder builder(Classification classification) {
        return new Builder(classification);
    }

    /** Returns the kind that AMP shows once attributes are loaded, and why. */
    public Classification classification() {
        return classification;
    }

    /** Returns the kind that the span list shows before that, which AMP derives only from the name. */
    public AmpSpanKind listKind() {
        return listKind;
    }

    /** Returns the input. */
    public RenderedContent input() {
        return input;
    }

    /** Returns the output. */
    public RenderedContent output() {
        return output;
    }

    /** Returns what the kind's card shows. */
    public SpanDetails details() {
        return details;
    }

    /** Returns whether the span is shown as failed. */
    public SpanError error() {
        return error;
    }

    /** Returns the kind that the details view shows. */
    public AmpSpanKind kind() {
        return classification.kind();
    }

    /**
     * Returns the preview as plain values under the observer's names: {@code kind}, {@code rule}, {@code input}, {@code output},
     * {@code data}, {@code error}, {@code errorType}; values that are not shown are null.
     */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("kind", kind().text());
        map.put("rule", classification.rule().name());
        map.put("input", input.toJson());
        map.put("output", output.toJson());
        map.put("data", details.toJson());
        map.put("error", error.error());
        map.put("errorType", error.type());
        return map;
    }

    /** Returns {@link #toMap} as one line of JSON. */
    public String toJson() {
        return Printable.json(Json.write(toMap()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpanPreview that
                && classification.equals(that.classification)
                && listKind.equals(that.listKind)
                && input.equals(that.input)
                && output.equals(that.output)
                && details.equals(that.details)
                && error.equals(that.error);
    }

    @Override
    public int hashCode() {
        return Objects.hash(classification, listKind, input, output, details, error);
    }

    @Override
    public String toString() {
        return "SpanPreview[classification=" + classification + ", listKind=" + listKind + ", input=" + input
                + ", output=" + output + ", details=" + details + ", error=" + error + "]";
    }

    /** Builds a {@link SpanPreview}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private final Classification classification;
        private AmpSpanKind listKind = AmpSpanKind.UNKNOWN;
        private RenderedContent input = new RenderedContent.None();
        private RenderedContent output = new RenderedContent.None();
        private SpanDetails details = new SpanDetails.None();
        private SpanError error = SpanError.of(false, null, SpanError.Rule.NONE);

        private Builder(Classification classification) {
            this.classification = requireNonNull(classification, "classification");
        }

        /** Sets {@link SpanPreview#listKind}. Default: unknown. */
        public Builder listKind(AmpSpanKind newListKind) {
            listKind = requireNonNull(newListKind, "listKind");
            return this;
        }

        /** Sets {@link SpanPreview#input}. Default: nothing. */
        public Builder input(RenderedContent newInput) {
            input = requireNonNull(newInput, "input");
            return this;
        }

        /** Sets {@link SpanPreview#output}. Default: nothing. */
        public Builder output(RenderedContent newOutput) {
            output = requireNonNull(newOutput, "output");
            return this;
        }

        /** Sets {@link SpanPreview#details}. Default: none. */
        public Builder details(SpanDetails newDetails) {
            details = requireNonNull(newDetails, "details");
            return this;
        }

        /** Sets {@link SpanPreview#error}. Default: no error. */
        public Builder error(SpanError newError) {
            error = requireNonNull(newError, "error");
            return this;
        }

        /** Returns the value. */
        public SpanPreview build() {
            return new SpanPreview(this);
        }
    }
}
