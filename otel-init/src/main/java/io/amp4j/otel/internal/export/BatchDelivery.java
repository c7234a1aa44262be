package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.setup.ExportHealth;
import io.amp4j.otel.internal.setup.ExportWords;
import io.amp4j.otel.internal.setup.Reply;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.logging.Level;

/**
 * Sends batches of records as OTLP over HTTP to a target that may change, splits what is too large (413), counts what became of them, and
 * logs what the endpoint does once per change. For an exporter of the SDK; safe for use by several threads.
 */
public final class BatchDelivery<T> {
    /**
     * What is sent.
     *
     * @param encoder writes the body of a request
     */
    public record Kind<T>(Function<List<T>, byte[]> encoder, ExportWords words) {}

    private final Kind<T> kind;
    private final HttpDelivery delivery;
    private final Log log;
    private final Level batchLevel;
    private volatile Target target;
    private ExportHealth health;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<CompletableResultCode, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile String lastReason = "";

    /** @param batchLevel at which each batch is worth a line */
    public BatchDelivery(Kind<T> kind, HttpDelivery.Options options, Target first, Log log, Level batchLevel) {
        this.kind = kind;
        this.log = log;
        this.batchLevel = batchLevel;
        target = first;
        health = ExportHealth.unknown(kind.words());
        delivery = new HttpDelivery(options, this::target, (asked, reply) -> observe(asked, reply, 0));
    }

    /** Sends everything from now on to another target; what waits too. A request that is on the wire ends where it began. */
    public void switchTo(Target next) {
        synchronized (this) {
            target = next;
            health = ExportHealth.unknown(kind.words());
        }
        delivery.retarget();
    }

    /** Returns the target in use. */
    public Target target() {
        return target;
    }

    /** Sends a batch; the collection is copied. */
    public CompletableResultCode send(Collection<T> records) {
        if (records.isEmpty()) {
            return CompletableResultCode.ofSuccess();
        }
        if (closed.get()) {
            lost.add(records.size());
            return CompletableResultCode.ofFailure();
        }
        // The batch processor reuses its list once it has waited long enough, so a copy is needed for splitting.
        CompletableFuture<Boolean> batch = send(List.copyOf(records), delivery.deadline());
        CompletableResultCode result = new CompletableResultCode();
        underWay.put(result, batch);
        CompletableFuture<Boolean> unused = batch.whenComplete((arrived, failure) -> {
            underWay.remove(result);
            complete(result, failure == null && arrived);
        });
        return result;
    }

    private static void complete(CompletableResultCode result, boolean succeeded) {
        if (succeeded) {
            result.succeed();
        } else {
            result.fail();
        }
    }

    /** @param deadline for all parts of the batch together */
    private CompletableFuture<Boolean> send(List<T> records, long deadline) {
        byte[] body;
        try {
            body = kind.encoder().apply(records);
        } catch (RuntimeException | Error e) {
            lost.add(records.size());
            // A message of a record of the program's own could quote content, so the type has to do.
            log.warning(records.size() + " " + kind.words().record() + "(s) could not be encoded and are lost ("
                    + e.getClass().getName() + ")");
            return CompletableFuture.completedFuture(false);
        }
        long start = System.nanoTime();
        return delivery.deliver(body, deadline).thenCompose(result -> {
            Reply reply = result.reply();
            log.log(
                    batchLevel,
                    () -> records.size() + " " + kind.words().record() + "(s), " + body.length + " bytes, HTTP "
                            + reply.status() + ", "
                            + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
            if (reply.condition() == Reply.Condition.TOO_LARGE && records.size() > 1) {
                observe(result.target(), reply, 0);
                int half = records.size() / 2;
                return send(records.subList(0, half), deadline)
                        .thenCompose(first -> send(records.subList(half, records.size()), deadline)
                                .thenApply(second -> first && second));
            }
            settle(result, records.size());
            return CompletableFuture.completedFuture(reply.isDelivered());
        });
    }

    private void settle(HttpDelivery.Result result, int records) {
        Reply reply = result.reply();
        if (reply.isDelivered()) {
            long refused = Math.min(reply.rejected(), records);
            rejected.add(refused);
            delivered.add(records - refused);
        } else {
            lost.add(records);
        }
        observe(result.target(), reply, reply.isDelivered() ? 0 : records);
    }

    private void observe(Target asked, Reply reply, long recordsLost) {
        ExportHealth.Change change;
        synchronized (this) {
            if (!asked.equals(target)) {
                // The answer of an address that is no longer in use.
                return;
            }
            change = health.after(reply, recordsLost, asked.endpoint());
            health = change.next();
            if (reply.condition() != Reply.Condition.DELIVERING) {
                lastReason = kind.words().what(reply, asked.endpoint());
            }
        }
        change.notice().ifPresent(notice -> log.log(notice.level(), notice.text()));
    }

    /** Returns how many records arrived. */
    public long delivered() {
        return delivered.sum();
    }

    /** Returns how many records were refused inside a batch that arrived. */
    public long rejected() {
        return rejected.sum();
    }

    /** Returns how many records were given up. */
    public long lost() {
        return lost.sum();
    }

    /** Returns why records were last given up or refused; empty if none was. */
    public String lastReason() {
        return lastReason;
    }

    /** Whether the last answer that counts was a good one; not before the first. */
    public synchronized boolean isDelivering() {
        return health.status() != 0 && health.condition() == Reply.Condition.DELIVERING;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed.get();
    }

    /** Returns a result that completes with all that is under way now, and succeeds if all of it arrives. */
    public CompletableResultCode pending() {
        // Of futures: up to 1.65 a result holds its lock while it calls those who wait, and they may hold the lock that
        // another waits for.
        List<CompletableFuture<Boolean>> batches = List.copyOf(underWay.values());
        CompletableResultCode all = new CompletableResultCode();
        CompletableFuture<Void> unused = CompletableFuture.allOf(batches.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) ->
                        complete(all, failure == null && batches.stream().allMatch(CompletableFuture::join)));
        return all;
    }

    /** Ends retries: what waits is tried once more, and given up after {@code within}. */
    public void finish(Duration within) {
        delivery.finish(within);
    }

    /** Gives up what is still under way. Returns whether this call has done so. */
    public boolean close() {
        boolean now = closed.compareAndSet(false, true);
        if (now) {
            delivery.abort();
        }
        return now;
    }
}
