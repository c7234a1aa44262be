package io.amp4j.otel.versions;

import io.amp4j.otel.internal.export.QueueCounter;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Flushes as the batch processor does them, under whatever version of the SDK it is loaded with. */
public final class FlushProgram {
    private FlushProgram() {}

    /**
     * Two flushes get the same result of the batch processor. While that calls them, the batch ends that both wait for; returns whether both
     * flushes come to an end.
     */
    public static String twoOfOneResult(String unused) {
        CompletableResultCode queued = new CompletableResultCode();
        CompletableResultCode batch = new CompletableResultCode();
        CountDownLatch batchEnds = new CountDownLatch(1);
        batch.whenComplete(batchEnds::countDown);
        AtomicInteger asked = new AtomicInteger();
        SpanProcessor processor = new QueueCounter().entering(new Queue(queued), () -> {
            if (asked.incrementAndGet() == 2) {
                start(batch::succeed);
                await(batchEnds);
            }
            return CompletableResultCode.ofAll(List.of(batch));
        });
        CompletableResultCode one = processor.forceFlush();
        CompletableResultCode other = processor.forceFlush();
        start(queued::succeed);
        one.join(10, TimeUnit.SECONDS);
        other.join(10, TimeUnit.SECONDS);
        return one.isSuccess() + " " + other.isSuccess();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "completes");
        thread.setDaemon(true);
        thread.start();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers every flush with the same result. */
    private record Queue(CompletableResultCode flushed) implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
            return false;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return flushed;
        }
    }
}
