package io.amp4j.otel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the Console shows for a whole trace.
 *
 * @param root the root span, or null if the trace has no span
 * @param rootKind the root's kind
 * @param input the trace's input: text, or none
 * @param inputSource where the input was found
 * @param output the trace's output: text, or none
 * @param outputSource where the output was found
 * @param listTokens the tokens in the trace list, or null if none are shown
 * @param listTokensPartial true if the list counted only the first calls of the model
 * @param exportTokens the tokens in the export that evaluators read, or null if there are none: the sum over all spans, so a span
 *     that repeats the sum of others counts twice
 * @param listErrors the errors in the trace list: 1 if the root failed, else 0
 * @param exportErrors the failed spans
 * @param taskId the evaluation task, from the root's {@code task.id}; null if there is none
 * @param trialId the evaluation trial, from the root's {@code trial.id}; null if there is none
 * @param findings what is wrong with the trace as a whole; for its spans see {@link SpanContract#check}
 */
public record TracePreview(
        @Nullable SpanView root,
        AmpSpanKind rootKind,
        RenderedContent input,
        Source inputSource,
        RenderedContent output,
        Source outputSource,
        @Nullable RenderedTokens listTokens,
        boolean listTokensPartial,
        @Nullable RenderedTokens exportTokens,
        int listErrors,
        int exportErrors,
        @Nullable String taskId,
        @Nullable String trialId,
        List<Finding> findings) {
    /** Copies the findings. */
    public TracePreview {
        findings = List.copyOf(findings);
    }

    /** The step of the observer's search that found a trace's input or output. */
    public enum Source {
        /** The root's entity attributes. */
        ROOT,
        /** The entity attributes of the root's earliest child that is no call of a model. */
        CHILD,
        /** The messages of the first (input) or last (output) call of a model. */
        LEAF_LLM,
        /** Nothing was found. */
        NOWHERE
    }
}
