package io.amp4j.samples.distro;

import io.amp4j.otel.sampling.TailSamplingProcessor;
import io.amp4j.otel.sampling.TailSamplingRule;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes spans on as they end, or, while a server has set tail sampling, holds traces until their root has ended. */
final class SwitchableTail implements SpanProcessor {
    private static final List<TailSamplingRule> ALL = List.of(new TailSamplingRule.Ratio(1));
    /** A quarter of the queue that batch processors have by default. */
    private static final int BATCH = 512;

    private static final long LONGEST_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SpanProcessor next;
    private final Open open;
    /** A span that is under way must not get into a tail that has been emptied. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private volatile @Nullable TailSamplingProcessor tail;

    SwitchableTail(SpanProcessor next) {
        this.next = next;
        this.open = new Open(next);
    }

    /** Sets the rules; without them, what is held is passed on at once, which may wait for exports. */
    synchronized void use(Optional<TailOptions> options) {
        TailSamplingProcessor now = tail;
        if (options.isPresent()) {
            if (now == null) {
                tail = TailSamplingProcessor.create(open, options.get().rules());
            } else {
                now.adjust(options.get().rules());
            }
        } else if (now != null) {
            now.adjust(ALL);
            lock.writeLock().lock();
            try {
                tail = null;
            } finally {
                lock.writeLock().unlock();
            }
            open.drain(now::shutdown);
        }
    }

    private void pass(Consumer<SpanProcessor> step) {
        if (tail == null) {
            step.accept(next);
            return;
        }
        Lock reading = lock.readLock();
        reading.lock();
        try {
            TailSamplingProcessor now = tail;
            step.accept(now == null ? next : now);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        pass(processor -> {
            if (processor.isStartRequired()) {
                processor.onStart(parent, span);
            }
        });
    }

    /** A tail may come later, and processors are asked once. */
    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        pass(processor -> {
            if (processor.isEndRequired()) {
                processor.onEnd(span);
            }
        });
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
        TailSamplingProcessor now = tail;
        return now == null ? next.forceFlush() : now.forceFlush();
    }

    /** Decides what is held by the rules in force. */
    @Override
    public synchronized CompletableResultCode shutdown() {
        TailSamplingProcessor now = tail;
        if (now != null) {
            open.drain(now::shutdown);
        }
        return next.shutdown();
    }

    @Override
    public String toString() {
        return "SwitchableTail[" + next + "]";
    }

    /** What stays open when a tail in front of it ends. */
    private static final class Open implements SpanProcessor {
        private final SpanProcessor next;
        /** The thread that passes all that was held on, while it does. */
        private volatile @Nullable Thread draining;

        private volatile long limit;
        private int passed;

        Open(SpanProcessor next) {
            this.next = next;
        }

        /** Runs a step that passes more spans on than a queue behind this may take, and waits for the queue now and then. */
        void drain(Runnable step) {
            limit = System.nanoTime() + LONGEST_DRAIN_NANOS;
            draining = Thread.currentThread();
            try {
                step.run();
            } finally {
                draining = null;
            }
        }

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            next.onStart(parent, span);
        }

        @Override
        public boolean isStartRequired() {
            return next.isStartRequired();
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (next.isEndRequired()) {
                next.onEnd(span);
            }
            // No thread of the application waits.
            if (Thread.currentThread() == draining && ++passed % BATCH == 0) {
                long left = limit - System.nanoTime();
                if (left > 0) {
                    CompletableResultCode unused = next.forceFlush().join(left, TimeUnit.NANOSECONDS);
                }
            }
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return next.forceFlush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public String toString() {
            return next.toString();
        }
    }
}
