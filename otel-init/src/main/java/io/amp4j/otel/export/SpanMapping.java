package io.amp4j.otel.export;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.mapping.Conversations;
import io.amp4j.otel.internal.mapping.Frameworks;
import io.amp4j.otel.internal.mapping.ViewedSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@link MappingSpanExporter} for a span, and the framework that it recognized; to inspect it before anything is sent.
 *
 * @since 0.1.0
 */
public final class SpanMapping {
    private static final int DEEPEST = 100;

    private final SpanView emitted;
    private final SpanView mapped;
    private final @Nullable String framework;

    private SpanMapping(SpanView emitted, SpanView mapped, @Nullable String framework) {
        this.emitted = emitted;
        this.mapped = mapped;
        this.framework = framework;
    }

    /**
     * Returns the mapping of each of these spans, in the given order. Pass the spans of a trace together, because an agent's span gets the
     * texts of its calls.
     */
    public static List<SpanMapping> of(Collection<SpanView> spans) {
        Frameworks frameworks = new Frameworks(new Conversations());
        List<SpanView> views = List.copyOf(spans);
        List<@Nullable SpanMapping> mappings = new ArrayList<>(Collections.nCopies(views.size(), null));
        Map<String, SpanView> byId = new HashMap<>();
        views.forEach(view -> byId.put(id(view.traceId(), view.spanId()), view));
        // Children before their parents, in the order in which spans end; a view has only a start time.
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            order.add(i);
        }
        int[] depths = views.stream().mapToInt(view -> depth(view, byId)).toArray();
        order.sort(Comparator.comparingInt((Integer i) -> -depths[i]));
        for (int i : order) {
            SpanView view = requireNonNull(views.get(i), "span");
            SpanData before = ViewedSpan.of(view);
            SpanData after = frameworks.map(before);
            mappings.set(
                    i,
                    new SpanMapping(
                            view, after == before ? view : ViewedSpan.view(after, view), frameworks.framework()));
        }
        return mappings.stream().map(mapping -> requireNonNull(mapping)).toList();
    }

    private static int depth(SpanView span, Map<String, SpanView> byId) {
        int depth = 0;
        SpanView above = byId.get(id(span.traceId(), span.parentSpanId()));
        while (above != null && depth < DEEPEST) {
            depth++;
            above = byId.get(id(above.traceId(), above.parentSpanId()));
        }
        return depth;
    }

    private static String id(@Nullable String traceId, @Nullable String spanId) {
        return traceId + "/" + spanId;
    }

    /** Returns the span as it was emitted. */
    public SpanView emitted() {
        return emitted;
    }

    /** Returns the span as it is sent; the same if there is nothing to map. */
    public SpanView mapped() {
        return mapped;
    }

    /** Returns the recognized framework; empty if the span has AMP's attributes already, or is of no known framework. */
    public Optional<String> framework() {
        return Optional.ofNullable(framework);
    }

    @Override
    public String toString() {
        return "SpanMapping[" + framework + "]";
    }
}
