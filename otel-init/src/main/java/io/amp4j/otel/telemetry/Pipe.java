package io.amp4j.otel.telemetry;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsOutcome;
import io.amp4j.otel.internal.export.BatchDelivery;
import io.amp4j.otel.internal.export.ConcurrentExports;
import io.amp4j.otel.internal.export.HttpDelivery;
import io.amp4j.otel.internal.export.OwnWork;
import io.amp4j.otel.internal.export.Target;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.internal.setup.OwnTelemetryWords;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** The way of one kind of telemetry: a place to wait while there is no destination, and the way to the destination once there is one. */
final class Pipe<T> {
    /** As many as the queue of a batch processor takes. */
    private static final int MOST_KEPT = 2_048;

    /** As many as a batch processor sends at once. */
    private static final int BATCH = 512;

    private static final HttpDelivery.Options OPTIONS =
            new HttpDelivery.Options(Duration.ofSeconds(10), Duration.ofSeconds(30), false, RetryPolicy.getDefault());

    /** How long the end may take for what is still under way. */
    private static final Duration END = Duration.ofSeconds(5);

    private final OwnTelemetryWords words;
    private final Function<List<T>, byte[]> encoder;
    private final boolean keeps;
    private final Deque<T> kept = new ArrayDeque<>();
    private volatile boolean fed;
    private @Nullable BatchDelivery<T> delivery;
    private boolean finishing;
    private boolean closed;

    /** @param keeps whether what comes before the first destination is worth keeping */
    Pipe(OwnTelemetryWords words, Function<List<T>, byte[]> encoder, boolean keeps) {
        this.words = words;
        this.encoder = encoder;
        this.keeps = keeps;
    }

    /** There is a part of an SDK now that gives something to this. */
    void feed() {
        fed = true;
    }

    ConnectionSettingsOutcome use(ConnectionSettings settings) {
        if (!fed) {
            return ConnectionSettingsOutcome.refuse("this agent has no " + words.kind() + " of its own");
        }
        List<String> problems = new ArrayList<>();
        Target target = OfferedTarget.of(settings, words.kind(), problems);
        if (target == null) {
            return ConnectionSettingsOutcome.refuse(
                    "own " + words.kind() + " cannot be sent there: " + String.join("; ", problems));
        }
        if (!switchTo(target)) {
            return ConnectionSettingsOutcome.refuse("this agent has ended its own " + words.kind());
        }
        OwnTelemetry.LOG.info("the agent's own " + words.kind() + " go to " + EndpointRule.address(target.endpoint())
                + " from now on");
        return ConnectionSettingsOutcome.accept();
    }

    private boolean switchTo(Target target) {
        BatchDelivery<T> made;
        List<T> waiting;
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (delivery != null) {
                delivery.switchTo(target);
                return true;
            }
            made = new BatchDelivery<>(
                    new BatchDelivery.Kind<>(encoder, words), OPTIONS, target, OwnTelemetry.LOG, Level.FINE);
            delivery = made;
            if (finishing) {
                made.finish(END);
            }
            waiting = List.copyOf(kept);
            kept.clear();
        }
        for (int from = 0; from < waiting.size(); from += BATCH) {
            CompletableResultCode unused = made.send(waiting.subList(from, Math.min(waiting.size(), from + BATCH)));
        }
        return true;
    }

    /** As an exporter of the SDK. */
    CompletableResultCode export(Collection<T> records) {
        return OwnWork.on(() -> {
            BatchDelivery<T> open;
            synchronized (this) {
                if (closed) {
                    return CompletableResultCode.ofFailure();
                }
                open = delivery;
                if (open == null) {
                    keep(records);
                    return CompletableResultCode.ofSuccess();
                }
            }
            return open.send(records);
        });
    }

    private void keep(Collection<T> records) {
        if (keeps) {
            kept.addAll(records);
            while (kept.size() > MOST_KEPT) {
                kept.removeFirst();
            }
        }
    }

    /** As an exporter of the SDK: completes with what is under way. */
    CompletableResultCode flush() {
        BatchDelivery<T> open = open();
        return open == null ? CompletableResultCode.ofSuccess() : open.pending();
    }

    /** Completes with {@code batches} and all that is under way then, what was kept before the first destination included. */
    CompletableResultCode flushAfter(CompletableResultCode batches) {
        return ConcurrentExports.then(batches, this::flush);
    }

    private synchronized @Nullable BatchDelivery<T> open() {
        return delivery;
    }

    /** The end is near: a receiver that does not answer must not hold up what is left. Comes before {@link #shutdown}. */
    void finish() {
        BatchDelivery<T> open;
        synchronized (this) {
            finishing = true;
            open = delivery;
        }
        if (open != null) {
            open.finish(END);
        }
    }

    /** As an exporter of the SDK: takes nothing any more, and ends with what is under way. */
    CompletableResultCode shutdown() {
        BatchDelivery<T> open;
        int unsent;
        synchronized (this) {
            closed = true;
            unsent = kept.size();
            kept.clear();
            open = delivery;
        }
        if (unsent > 0) {
            OwnTelemetry.LOG.info("no OpAMP server has said where the agent's own telemetry goes: " + unsent + " "
                    + words.record() + "(s) are not sent");
        }
        if (open == null) {
            return CompletableResultCode.ofSuccess();
        }
        CompletableResultCode pending = open.pending();
        return pending.whenComplete(open::close);
    }

    @Override
    public String toString() {
        BatchDelivery<T> open = open();
        return words.kind() + (open == null ? "" : " to " + open.target());
    }
}
