package io.amp4j.otel.contract.data;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the Console shows for a whole trace.
 *
 * @since 0.1.0
 */
public final class TracePreview {
    private final @Nullable SpanView root;
    private final AmpSpanKind rootKind;
    private final RenderedContent input;
    private final Source inputSource;
    private final RenderedContent output;
    private final Source outputSource;
    private final @Nullable RenderedTokens listTokens;
    private final boolean listTokensPartial;
    private final @Nullable RenderedTokens exportTokens;
    private final int listErrors;
    private final int exportErrors;
    private final @Nullable String taskId;
    private final @Nullable String trialId;
    private final List<Finding> findings;

    private TracePreview(Builder builder) {
        this.findings = List.copyOf(builder.findings);
        this.root = builder.root;
        this.rootKind = builder.rootKind;
        this.input = builder.input;
        this.inputSource = builder.inputSource;
        this.output = builder.output;
        this.outputSource = builder.outputSource;
        this.listTokens = builder.listTokens;
        this.listTokensPartial = builder.listTokensPartial;
        this.exportTokens = builder.exportTokens;
        this.listErrors = builder.listErrors;
        this.exportErrors = builder.exportErrors;
        this.taskId = builder.taskId;
        this.trialId = builder.trialId;
    }

    /** Returns a builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the root span, or null if the trace has no span. */
    public @Nullable SpanView root() {
        return root;
    }

    /** Returns the root's kind. */
    public AmpSpanKind rootKind() {
        return rootKind;
    }

    /** Returns the trace's input: text, or none. */
    public RenderedContent input() {
        return input;
    }

    /** Returns where the input was found. */
    public Source inputSource() {
        return inputSource;
    }

    /** Returns the trace's output: text, or none. */
    public RenderedContent output() {
        return output;
    }

    /** Returns where the output was found. */
    public Source outputSource() {
        return outputSource;
    }

    /** Returns the tokens in the trace list, or null if none are shown. */
    public @Nullable RenderedTokens listTokens() {
        return listTokens;
    }

    /** Returns whether the list counts only the first model calls. */
    public boolean listTokensPartial() {
        return listTokensPartial;
    }

    /**
     * Returns the tokens in the export that evaluators read, or null if there are none: the sum over all spans, so tokens that one span
     * repeats from others count twice.
     */
    public @Nullable RenderedTokens exportTokens() {
        return exportTokens;
    }

    /** Returns the errors in the trace list: 1 if the root failed, else 0. */
    public int listErrors() {
        return listErrors;
    }

    /** Returns how many spans failed. */
    public int exportErrors() {
        return exportErrors;
    }

    /** Returns the evaluation task, from the root's {@code task.id}; null if there is none. */
    public @Nullable String taskId() {
        return taskId;
    }

    /** Returns the evaluation trial, from the root's {@code trial.id}; null if there is none. */
    public @Nullable String trialId() {
        return trialId;
    }

    /** Returns what is wrong with the trace as a whole; for its spans see {@link io.amp4j.otel.contract.SpanContract#check}. */
    public List<Finding> findings() {
        return findings;
    }

    /** Shows no content, and all on one line. */
    @Override
    public String toString() {
        return Printable.text("TracePreview[root=" + root + ", rootKind=" + rootKind + ", input=" + input
                + ", inputSource=" + inputSource + ", output=" + output + ", outputSource=" + outputSource
                + ", listTokens=" + listTokens + ", listTokensPartial=" + listTokensPartial + ", exportTokens="
                + exportTokens + ", listErrors=" + listErrors + ", exportErrors=" + exportErrors + ", taskId=" + taskId
                + ", trialId=" + trialId + ", findings=" + findings + "]");
    }

    /**
     * The step of the observer's search that found a trace's input or output. Constants may be added: a {@code switch} over them needs a
     * default branch.
     */
    public enum Source {
        /** The root's entity attributes. */
        ROOT,
        /** The entity attributes of the root's earliest child that is not a model call. */
        CHILD,
        /** The messages of the first (input) or last (output) model call. */
        LEAF_LLM,
        /** Nothing was found. */
        NOT_FOUND
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TracePreview that
                && Objects.equals(root, that.root)
                && rootKind.equals(that.rootKind)
                && input.equals(that.input)
                && inputSource.equals(that.inputSource)
                && output.equals(that.output)
                && outputSource.equals(that.outputSource)
                && Objects.equals(listTokens, that.listTokens)
                && listTokensPartial == that.listTokensPartial
                && Objects.equals(exportTokens, that.exportTokens)
                && listErrors == that.listErrors
                && exportErrors == that.exportErrors
                && Objects.equals(taskId, that.taskId)
                && Objects.equals(trialId, that.trialId)
                && findings.equals(that.findings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                root,
                rootKind,
                input,
                inputSource,
                output,
                outputSource,
                listTokens,
                listTokensPartial,
                exportTokens,
                listErrors,
                exportErrors,
                taskId,
                trialId,
                findings);
    }

    /** Builds a {@link TracePreview}; values that are not set keep their default. Not thread-safe. */
    public static final class Builder {
        private @Nullable SpanView root;
        private AmpSpanKind rootKind = AmpSpanKind.UNKNOWN;
        private RenderedContent input = new RenderedContent.None();
        private Source inputSource = Source.NOT_FOUND;
        private RenderedContent output = new RenderedContent.None();
        private Source outputSource = Source.NOT_FOUND;
        private @Nullable RenderedTokens listTokens;
        private boolean listTokensPartial;
        private @Nullable RenderedTokens exportTokens;
        private int listErrors;
        private int exportErrors;
        private @Nullable String taskId;
        private @Nullable String trialId;
        private List<Finding> findings = List.of();

        private Builder() {}

        /** Sets {@link TracePreview#root}. Default: null. */
        public Builder root(@Nullable SpanView newRoot) {
            root = newRoot;
            return this;
        }

        /** Sets {@link TracePreview#rootKind}. Default: unknown. */
        public Builder rootKind(AmpSpanKind newRootKind) {
            rootKind = requireNonNull(newRootKind, "rootKind");
            return this;
        }

        /** Sets {@link TracePreview#input}. Default: nothing. */
        public Builder input(RenderedContent newInput) {
            input = requireNonNull(newInput, "input");
            return this;
        }

        /** Sets {@link TracePreview#inputSource}. Default: nowhere. */
        public Builder inputSource(Source newInputSource) {
            inputSource = requireNonNull(newInputSource, "inputSource");
            return this;
        }

        /** Sets {@link TracePreview#output}. Default: nothing. */
        public Builder output(RenderedContent newOutput) {
            output = requireNonNull(newOutput, "output");
            return this;
        }

        /** Sets {@link TracePreview#outputSource}. Default: nowhere. */
        public Builder outputSource(Source newOutputSource) {
            outputSource = requireNonNull(newOutputSource, "outputSource");
            return this;
        }

        /** Sets {@link TracePreview#listTokens}. Default: null. */
        public Builder listTokens(@Nullable RenderedTokens newListTokens) {
            listTokens = newListTokens;
            return this;
        }

        /** Sets {@link TracePreview#listTokensPartial}. Default: false. */
        public Builder listTokensPartial(boolean newListTokensPartial) {
            listTokensPartial = newListTokensPartial;
            return this;
        }

        /** Sets {@link TracePreview#exportTokens}. Default: null. */
        public Builder exportTokens(@Nullable RenderedTokens newExportTokens) {
            exportTokens = newExportTokens;
            return this;
        }

        /** Sets {@link TracePreview#listErrors}. Default: 0. */
        public Builder listErrors(int newListErrors) {
            listErrors = newListErrors;
            return this;
        }

        /** Sets {@link TracePreview#exportErrors}. Default: 0. */
        public Builder exportErrors(int newExportErrors) {
            exportErrors = newExportErrors;
            return this;
        }

        /** Sets {@link TracePreview#taskId}. Default: null. */
        public Builder taskId(@Nullable String newTaskId) {
            taskId = newTaskId;
            return this;
        }

        /** Sets {@link TracePreview#trialId}. Default: null. */
        public Builder trialId(@Nullable String newTrialId) {
            trialId = newTrialId;
            return this;
        }

        /** Sets {@link TracePreview#findings}. Default: none. */
        public Builder findings(List<Finding> newFindings) {
            findings = requireNonNull(newFindings, "findings");
            return this;
        }

        /** Returns the value. */
        public TracePreview build() {
            return new TracePreview(this);
        }
    }
}
