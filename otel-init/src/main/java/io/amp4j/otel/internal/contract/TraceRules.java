package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.RenderedMessage;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.contract.data.TracePreview.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Computes what is shown for a whole trace: its root, input and output, token sums, errors and evaluation ids. */
public final class TraceRules {
    /** The list does not look at the model's calls of larger traces. */
    private static final int MAX_SPANS_FOR_LEAVES = 100;

    private static final int MAX_LEAVES = 50;

    private TraceRules() {}

    private record Found(@Nullable String text, Source source) {}

    private record ListTokens(@Nullable RenderedTokens tokens, boolean partial) {}

    /** Returns what the Console shows for the spans of one trace. */
    public static TracePreview preview(List<SpanView> spans) {
        List<SpanView> byStart = new ArrayList<>(spans);
        byStart.sort(Comparator.comparingLong(SpanView::startNanos)
                .thenComparing(span -> String.valueOf(span.spanId()))
                .thenComparing(SpanView::name));
        SpanView root = root(byStart);
        if (root == null) {
            return TracePreview.builder().build();
        }
        Keys keys = Keys.of(root);
        SpanView child = child(root, byStart);
        List<SpanView> leaves = byStart.stream()
                .filter(span -> KindRules.isLeafLlmName(span.name()))
                .toList();
        Found input =
                find(root, child, CrewAi.INPUT, Entities::input, leaves.isEmpty() ? null : firstUser(leaves.get(0)));
        Found output = find(
                root,
                child,
                CrewAi.OUTPUT,
                Entities::output,
                leaves.isEmpty() ? null : lastAssistant(leaves.get(leaves.size() - 1)));
        ListTokens listed = listTokens(root, child, leaves, spans.size());
        TracePreview.Builder preview = TracePreview.builder()
                .root(root)
                .rootKind(KindRules.classify(root).kind())
                .input(Entities.content(input.text()))
                .inputSource(input.source())
                .output(Entities.content(output.text()))
                .outputSource(output.source())
                .listTokens(listed.tokens())
                .listTokensPartial(listed.partial())
                .exportTokens(sum(byStart))
                .listErrors(StatusRules.error(root).error() ? 1 : 0)
                .exportErrors((int) spans.stream()
                        .filter(span -> StatusRules.error(span).error())
                        .count())
                .taskId(keys.filled("task.id"))
                .trialId(keys.filled("trial.id"));
        return preview.findings(TraceChecks.check(preview.build(), byStart)).build();
    }

    /** A span without parent; else the earliest whose parent is not among the spans; else the earliest. */
    private static @Nullable SpanView root(List<SpanView> byStart) {
        Set<String> ids = new HashSet<>();
        for (SpanView span : byStart) {
            if (span.isRoot()) {
                return span;
            }
            if (span.spanId() != null) {
                ids.add(span.spanId());
            }
        }
        for (SpanView span : byStart) {
            if (span.parentSpanId() == null || !ids.contains(span.parentSpanId())) {
                return span;
            }
        }
        return byStart.isEmpty() ? null : byStart.get(0);
    }

    private static @Nullable SpanView child(SpanView root, List<SpanView> byStart) {
        String rootId = root.spanId();
        if (rootId == null) {
            return null;
        }
        for (SpanView span : byStart) {
            if (rootId.equals(span.parentSpanId()) && !KindRules.isLeafLlmName(span.name())) {
                return span;
            }
        }
        return null;
    }

    private static Found find(
            SpanView root,
            @Nullable SpanView child,
            String crewKey,
            Function<Keys, @Nullable String> entity,
            @Nullable String leafText) {
        Keys keys = Keys.of(root);
        String text = CrewAi.matches(keys) ? keys.text(crewKey) : entity.apply(keys);
        if (text != null) {
            return new Found(text, Source.ROOT);
        }
        text = child == null ? null : entity.apply(Keys.of(child));
        if (text != null) {
            return new Found(text, Source.CHILD);
        }
        return new Found(leafText, leafText == null ? Source.NOT_FOUND : Source.LEAF_LLM);
    }

    private static @Nullable String firstUser(SpanView leaf) {
        List<RenderedMessage> messages = structured(leaf, "gen_ai.input.messages");
        for (RenderedMessage message : messages) {
            if (Messages.hasRole(message, "user")) {
                return message.content();
            }
        }
        return messages.isEmpty() ? null : messages.get(0).content();
    }

    private static @Nullable String lastAssistant(SpanView leaf) {
        List<RenderedMessage> messages = structured(leaf, "gen_ai.output.messages");
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (Messages.hasRole(messages.get(i), "assistant")) {
                return messages.get(i).content();
            }
        }
        return messages.isEmpty() ? null : messages.get(messages.size() - 1).content();
    }

    /** Only messages with text can be shown in a line. */
    private static List<RenderedMessage> structured(SpanView span, String key) {
        String json = Keys.of(span).filled(key);
        return json == null
                ? List.of()
                : Messages.structured(json).stream()
                        .filter(message -> !message.content().isEmpty())
                        .toList();
    }

    private static ListTokens listTokens(
            SpanView root, @Nullable SpanView child, List<SpanView> leaves, int spanCount) {
        RenderedTokens tokens = own(root);
        if (tokens == null && child != null) {
            tokens = own(child);
        }
        if (tokens != null || spanCount > MAX_SPANS_FOR_LEAVES) {
            return new ListTokens(tokens, false);
        }
        boolean partial = leaves.size() > MAX_LEAVES;
        RenderedTokens sum = sum(partial ? leaves.subList(0, MAX_LEAVES) : leaves);
        return new ListTokens(sum, partial && sum != null);
    }

    private static @Nullable RenderedTokens own(SpanView span) {
        Keys keys = Keys.of(span);
        RenderedTokens tokens = CrewAi.matches(keys) ? Usage.ofCrew(keys) : null;
        tokens = tokens == null ? Usage.ofLangChain(keys) : tokens;
        return tokens == null ? Usage.of(keys) : tokens;
    }

    private static @Nullable RenderedTokens sum(List<SpanView> spans) {
        RenderedTokens sum = null;
        for (SpanView span : spans) {
            RenderedTokens tokens = Usage.of(Keys.of(span));
            if (tokens != null) {
                sum = (sum == null ? RenderedTokens.builder().build() : sum).plus(tokens);
            }
        }
        return sum;
    }
}
