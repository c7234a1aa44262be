package io.amp4j.otel.internal.export;

import static java.util.Objects.requireNonNull;

import io.amp4j.otel.internal.log.Log;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Knows what went into a batch processor, what came out of it, and what it dropped.
 *
 * <p>A flush of the batch processor alone proves little: it reports success when every export failed, and a flush that is asked for just
 * as another one ends may answer with the result of that one and leave spans behind.
 */
public final class QueueCounter {
    private static final Log LOG = Log.of(QueueCounter.class);

    private final QueueDrops drops = new QueueDrops();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder settled = new LongAdder();
    private final LongAdder failedBatches = new LongAdder();
    private final LongAdder thrown = new LongAdder();
    private final List<LongSupplier> holders = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    /** The meter provider that the batch processor must be given. */
    public MeterProvider meters() {
        return drops;
    }

    /** Spans that the queue dropped, and those that ended after it was shut down. */
    public long dropped() {
        return drops.count() + late.sum() + (ended ? left() : 0);
    }

    /** Once the queue has ended, what is left was added while it ended; not every version of the batch processor tells of it. */
    private long left() {
        return Math.max(0, accepted.sum() - settled.sum() - drops.count());
    }

    /** Spans of batches that a step before the exporter threw away by an exception, which no exporter has counted. */
    public long thrown() {
        return thrown.sum();
    }

    /** Batches whose export failed, for whatever reason. */
    public long failedBatches() {
        return failedBatches.sum();
    }

    /**
     * Notes a step that holds ended spans back in front of a queue.
     *
     * @param queue what the step passes spans on to; nothing is noted unless it is a wrapped batch processor
     * @param held how many spans it holds
     */
    public static void holding(SpanProcessor queue, LongSupplier held) {
        if (queue instanceof Entrance entrance) {
            entrance.hold(held);
        }
    }

    /** Ended spans that steps in front of the queue hold back. */
    public long held() {
        return holders.stream().mapToLong(LongSupplier::getAsLong).sum();
    }

    /**
     * Wraps the batch processor.
     *
     * @param pending waits for the batches that have left it and are still under way
     */
    public SpanProcessor entering(SpanProcessor queue, Supplier<CompletableResultCode> pending) {
        return new Entrance(queue, pending);
    }

    /** Wraps the exporter behind it. */
    public SpanExporter leaving(SpanExporter exporter) {
        return new Exit(exporter);
    }

    /** Whether nothing is held back, and all that has entered was exported, or given up by the exporter, or dropped. */
    public boolean isEmpty() {
        return held() == 0 && settled.sum() + drops.count() >= accepted.sum();
    }

    /**
     * Flushes {@code first}, again if need be, until all that had entered before has left, for {@code nanos} at most. False also if spans are
     * still held back then.
     */
    public boolean flush(SpanProcessor first, long nanos) {
        long end = System.nanoTime() + nanos;
        CompletableResultCode done = first.forceFlush().join(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        long goal = accepted.sum();
        while (settled.sum() + drops.count() < goal) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
            done = first.forceFlush().join(left, TimeUnit.NANOSECONDS);
        }
        return done.isSuccess() && held() == 0;
    }

    private final class Entrance implements SpanProcessor {
        private final SpanProcessor queue;
        private final Supplier<CompletableResultCode> pending;
        private volatile boolean closed;

        Entrance(SpanProcessor queue, Supplier<CompletableResultCode> pending) {
            this.queue = queue;
            this.pending = pending;
        }

        void hold(LongSupplier held) {
            holders.add(held);
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            queue.onStart(parent, span);
        }

        @Override
        public boolean isStartRequired() {
            return queue.isStartRequired();
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (!span.getSpanContext().isSampled()) {
                return;
            }
            if (closed) {
                // Not every version of the batch processor tells of it; some keep the span in a queue that nobody
                // empties.
                late.increment();
                return;
            }
            accepted.increment();
            queue.onEnd(span);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return ConcurrentExports.then(queue.forceFlush(), pending);
        }

        @Override
        public CompletableResultCode shutdown() {
            closed = true;
            CompletableResultCode ending = queue.shutdown();
            return ending.whenComplete(() -> ended = true);
        }

        @Override
        public String toString() {
            return queue.toString();
        }
    }

    private final class Exit implements SpanExporter {
        private final SpanExporter exporter;

        Exit(SpanExporter exporter) {
            this.exporter = exporter;
        }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int number = spans.size();
            CompletableResultCode result;
            try {
                result = requireNonNull(exporter.export(spans), "the result of the exporter");
            } catch (RuntimeException | Error e) {
                thrown.add(number);
                failedBatches.increment();
                settled.add(number);
                // Thrown on, an Error would end the thread of the batch processor, and every later span would be lost
                // without a word.
                LOG.warning(number + " span(s) are lost: a step of the export failed ("
                        + e.getClass().getName() + ")");
                return CompletableResultCode.ofFailure();
            }
            return result.whenComplete(() -> {
                if (!result.isSuccess()) {
                    failedBatches.increment();
                }
                settled.add(number);
            });
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }

        @Override
        public String toString() {
            return exporter.toString();
        }
    }
}
