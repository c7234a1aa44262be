package io.amp4j.otel.internal.export;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Lets the batch processor, which waits for each batch, go on while a few are under way: one at a time, an endpoint that takes 50 ms for an
 * answer gets no more than twenty batches a second. Batches begin in their order. While the endpoint does not deliver there is one at a time, so
 * that an outage meets no more requests and no more spans wait outside the queue than without this.
 */
public final class ConcurrentExports implements SpanExporter {
    private final SpanExporter exporter;
    private final int limit;
    private final BooleanSupplier delivering;
    private final long timeoutNanos;
    private final LongSupplier ticker;
    private final Map<CompletableResultCode, Long> underWay = new LinkedHashMap<>();
    private final List<CompletableResultCode> waiting = new ArrayList<>();

    /**
     * @param limit how many batches may be under way
     * @param delivering whether the last answer was a good one
     * @param timeout after which a batch is given up, as the batch processor gives it up
     * @param ticker the monotonic clock
     */
    public ConcurrentExports(
            SpanExporter exporter, int limit, BooleanSupplier delivering, Duration timeout, LongSupplier ticker) {
        this.exporter = exporter;
        this.limit = limit;
        this.delivering = delivering;
        this.timeoutNanos = timeout.toNanos();
        this.ticker = ticker;
    }

    /** Completes once the next batch may begin: with the result of this one if that is known by then, else with success. */
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        // The batch processor uses its list again as soon as it may go on.
        CompletableResultCode batch = exporter.export(List.copyOf(spans));
        CompletableResultCode next = new CompletableResultCode();
        synchronized (this) {
            giveUpLate();
            underWay.put(batch, ticker.getAsLong());
            waiting.add(next);
        }
        batch.whenComplete(() -> {
            synchronized (this) {
                underWay.remove(batch);
            }
            settle(next, batch);
            letGoOn();
        });
        letGoOn();
        return next;
    }

    private void letGoOn() {
        List<CompletableResultCode> free;
        synchronized (this) {
            if (underWay.size() >= limit || !delivering.getAsBoolean()) {
                return;
            }
            free = List.copyOf(waiting);
            waiting.clear();
        }
        free.forEach(CompletableResultCode::succeed);
    }

    private void settle(CompletableResultCode next, CompletableResultCode batch) {
        synchronized (this) {
            waiting.remove(next);
        }
        if (batch.isSuccess()) {
            next.succeed();
        } else {
            next.fail();
        }
    }

    /** A step of the program may never complete a batch: nobody waits for it longer than the batch processor does. */
    private void giveUpLate() {
        long now = ticker.getAsLong();
        underWay.values().removeIf(begun -> now - begun >= timeoutNanos);
    }

    /** Waits for what is under way now. */
    public CompletableResultCode pending() {
        List<CompletableResultCode> batches;
        synchronized (this) {
            giveUpLate();
            batches = List.copyOf(underWay.keySet());
        }
        // Outside: up to 1.65 a result holds its own lock while it calls those who wait, and they need the lock of
        // this.
        return CompletableResultCode.ofAll(batches);
    }

    @Override
    public CompletableResultCode flush() {
        return then(pending(), exporter::flush);
    }

    /** Ends the exporter once all that is under way has ended. */
    @Override
    public CompletableResultCode shutdown() {
        return then(pending(), exporter::shutdown);
    }

    /** Does one thing after another, whose results count both. */
    public static CompletableResultCode then(CompletableResultCode first, Supplier<CompletableResultCode> second) {
        CompletableResultCode both = new CompletableResultCode();
        first.whenComplete(() -> {
            // Here and not at the end: up to 1.65 a result holds its own lock while it calls those who wait. Whoever
            // ends
            // the last one must not need the lock of the first, under which others ask for the last.
            boolean firstSucceeded = first.isSuccess();
            CompletableResultCode last;
            try {
                last = requireNonNull(second.get(), "the result of the exporter");
            } catch (RuntimeException | Error e) {
                // A step of the program; whoever waits must not wait for ever.
                both.fail();
                return;
            }
            last.whenComplete(() -> {
                if (firstSucceeded && last.isSuccess()) {
                    both.succeed();
                } else {
                    both.fail();
                }
            });
        });
        return both;
    }

    @Override
    public String toString() {
        return exporter.toString();
    }
}
