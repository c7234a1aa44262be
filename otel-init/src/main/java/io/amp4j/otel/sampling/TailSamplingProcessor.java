package io.amp4j.otel.sampling;

import io.amp4j.otel.internal.export.QueueCounter;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Holds the spans of a trace until its root in this process has ended, and then passes all of them on or none.
 *
 * <p>Put it in front of the batch processor: {@code AmpOtel.builder().wrapProcessor(next -> TailSamplingProcessor.create(next, rules))}.
 * Rules can be changed while it runs. The number, size and age of held traces are limited; at a limit the oldest trace is decided early. It
 * starts no thread: it checks the age of traces whenever a span starts or ends, and on a flush. Thread-safe; traces in different shards do
 * not block each other.
 *
 * @since 0.1.0
 */
public final class TailSamplingProcessor implements SpanProcessor {
    private static final int SHARDS = 16;

    private final SpanProcessor next;
    private final LongSupplier nanoClock;
    private final TailShard[] shards = new TailShard[SHARDS];
    private final Object allowanceLock = new Object();
    private RateAllowance allowance;
    private volatile Active active;

    private final LongAdder keptTraces = new LongAdder();
    private final LongAdder droppedTraces = new LongAdder();
    private final LongAdder keptSpans = new LongAdder();
    private final LongAdder droppedSpans = new LongAdder();
    private final LongAdder decidedEarly = new LongAdder();
    private final LongAdder lateSpans = new LongAdder();
    private final Map<String, LongAdder> keptByRule = new ConcurrentHashMap<>();

    private record Active(List<TailSamplingRule> rules, boolean needsKinds) {
        static Active of(List<TailSamplingRule> rules) {
            return new Active(List.copyOf(rules), rules.stream().anyMatch(TailSamplingRule.OfKind.class::isInstance));
        }
    }

    TailSamplingProcessor(
            SpanProcessor next, List<TailSamplingRule> rules, TailSamplingLimits limits, LongSupplier nanoClock) {
        this.next = next;
        this.nanoClock = nanoClock;
        this.active = Active.of(rules);
        this.allowance = RateAllowance.full(nanoClock.getAsLong());
        int shardCount = Math.min(SHARDS, limits.maxTraces());
        for (int i = 0; i < SHARDS; i++) {
            // Indexes above the limit reuse earlier shards, so that all shards together stay within the limit.
            shards[i] = i < shardCount
                    ? new TailShard(
                            Math.max(1, limits.maxTraces() / shardCount),
                            Math.max(1, limits.maxBytes() / shardCount),
                            limits.maxAge().toNanos())
                    : shards[i % shardCount];
        }
    }

    /** Returns a processor that holds traces in front of {@code next}, within the default limits. */
    public static TailSamplingProcessor create(SpanProcessor next, List<TailSamplingRule> rules) {
        return create(next, rules, TailSamplingLimits.DEFAULT);
    }

    /** Returns a processor that holds traces in front of {@code next}, within these limits. */
    public static TailSamplingProcessor create(
            SpanProcessor next, List<TailSamplingRule> rules, TailSamplingLimits limits) {
        TailSamplingProcessor made = new TailSamplingProcessor(next, rules, limits, System::nanoTime);
        QueueCounter.holding(next, made::heldSpans);
        return made;
    }

    /** Replaces the rules for traces that are not decided yet. */
    public void adjust(List<TailSamplingRule> rules) {
        active = Active.of(rules);
    }

    /** Returns the rules in force. */
    public List<TailSamplingRule> rules() {
        return active.rules();
    }

    /** Returns the counts so far. */
    public TailSamplingStatistics statistics() {
        Map<String, Long> byRule = new HashMap<>();
        keptByRule.forEach((rule, count) -> byRule.put(rule, count.sum()));
        long traces = 0;
        long bytes = 0;
        for (TailShard shard : List.of(shards).stream().distinct().toList()) {
            traces += shard.traces();
            bytes += shard.bytes();
        }
        return new TailSamplingStatistics(
                keptTraces.sum(),
                droppedTraces.sum(),
                keptSpans.sum(),
                droppedSpans.sum(),
                decidedEarly.sum(),
                lateSpans.sum(),
                byRule,
                traces,
                bytes);
    }

    private long heldSpans() {
        return List.of(shards).stream().distinct().mapToLong(TailShard::spans).sum();
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onStart(Context parentContext, ReadWriteSpan span) {
        if (next.isStartRequired()) {
            next.onStart(parentContext, span);
        }
        if (span.getSpanContext().isSampled()) {
            List<TailShard.Held> due =
                    shard(span).start(span.getSpanContext().getTraceId(), isLocalRoot(span), nanoClock.getAsLong());
            due.forEach(this::decideEarly);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            next.onEnd(span);
            return;
        }
        SpanData data = span.toSpanData();
        boolean root = isLocalRoot(span);
        TraceFacts facts = SpanFacts.of(data, root, active.needsKinds());
        TailShard.Ending ending = shard(span).end(span, facts, root, SpanFacts.bytes(data), nanoClock.getAsLong());
        ending.late().ifPresent(kept -> {
            lateSpans.increment();
            (kept ? keptSpans : droppedSpans).increment();
            if (kept) {
                next.onEnd(span);
            }
        });
        ending.complete().ifPresent(this::decide);
        ending.due().forEach(this::decideEarly);
    }

    private void decideEarly(TailShard.Held trace) {
        decidedEarly.increment();
        decide(trace);
    }

    private void decide(TailShard.Held trace) {
        Optional<TailSamplingRule> keptBy = keptBy(trace.facts());
        List<ReadableSpan> spans = shard(trace.traceId()).settle(trace, keptBy.isPresent());
        if (keptBy.isEmpty()) {
            droppedTraces.increment();
            droppedSpans.add(spans.size());
            return;
        }
        keptTraces.increment();
        keptSpans.add(spans.size());
        keptByRule.computeIfAbsent(keptBy.get().name(), name -> new LongAdder()).increment();
        spans.forEach(next::onEnd);
    }

    private Optional<TailSamplingRule> keptBy(TraceFacts facts) {
        List<TailSamplingRule> rules = active.rules();
        synchronized (allowanceLock) {
            TailDecision decision = TailDecision.of(rules, facts, allowance, nanoClock.getAsLong());
            allowance = decision.allowance();
            return decision.keptBy();
        }
    }

    /** A parent in this process that is not sampled is not held, and its end says nothing about the trace. */
    private static boolean isLocalRoot(ReadableSpan span) {
        SpanContext parent = span.getParentSpanContext();
        return !parent.isValid() || parent.isRemote() || !parent.isSampled();
    }

    private TailShard shard(ReadableSpan span) {
        return shard(span.getSpanContext().getTraceId());
    }

    private TailShard shard(String traceId) {
        return shards[Math.floorMod(traceId.hashCode(), SHARDS)];
    }

    /** Decides traces that have been held too long, and flushes the next processor; younger traces are still held. */
    @Override
    public CompletableResultCode forceFlush() {
        for (TailShard shard : shards) {
            shard.expired(nanoClock.getAsLong()).forEach(this::decideEarly);
        }
        return next.forceFlush();
    }

    /** Decides every trace with the facts known so far, and shuts the next processor down. */
    @Override
    public CompletableResultCode shutdown() {
        List<TailShard.Held> rest = new ArrayList<>();
        for (TailShard shard : shards) {
            rest.addAll(shard.drain(nanoClock.getAsLong()));
        }
        rest.forEach(this::decideEarly);
        return next.shutdown();
    }

    @Override
    public String toString() {
        return "TailSamplingProcessor[" + rules() + ", " + next + "]";
    }
}
