package io.amp4j.otel;

import io.amp4j.otel.internal.export.Probe;
import io.amp4j.otel.internal.log.Log;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A span processor that is added to other SDKs and does nothing until AMP's pipeline is attached to it. An SDK accepts processors only
 * while it is built, which may be long before {@code initOtel()}, or after.
 */
final class AttachmentPoint implements SpanProcessor {
    private static final Log LOG = Log.of(AmpOtel.class);

    private static final SpanProcessor NOTHING = SpanProcessor.composite();

    static final AttachmentPoint INSTANCE = new AttachmentPoint();

    private volatile SpanProcessor behind = NOTHING;
    private volatile boolean handedOut;
    private volatile String probeSeen = "";
    private final AtomicBoolean logged = new AtomicBoolean();

    private AttachmentPoint() {}

    /** Returns this for an SDK that is being built. */
    static SpanProcessor handOut() {
        INSTANCE.handedOut = true;
        return INSTANCE;
    }

    /** Marks this as used by no SDK any more; for a process that is set up again. */
    void takeBack() {
        handedOut = false;
    }

    boolean isHandedOut() {
        return handedOut;
    }

    /** Returns whether it is the global SDK, and not another one of the process, that has this processor. */
    boolean isCarriedByGlobal() {
        return handedOut && Probe.start(GlobalOpenTelemetry.get()).equals(probeSeen);
    }

    /** @param shared whether {@code processor} also serves an SDK of this library; then another SDK is worth a log message */
    synchronized void attach(SpanProcessor processor, boolean shared) {
        behind = processor;
        logged.set(!shared);
    }

    synchronized void detach(SpanProcessor processor) {
        if (behind == processor) {
            behind = NOTHING;
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        Optional<String> probe = Probe.of(span);
        if (probe.isPresent()) {
            probeSeen = probe.get();
            return;
        }
        SpanProcessor now = behind;
        now.onStart(parent, span);
        if (now != NOTHING && logged.compareAndSet(false, true)) {
            LOG.info(
                    "spans of another OpenTelemetry SDK of this process, which carries AmpOtel.attachmentPoint(), go to AMP as well");
        }
    }

    @Override
    public void onEnd(ReadableSpan span) {
        behind.onEnd(span);
    }

    @Override
    public CompletableResultCode forceFlush() {
        return behind.forceFlush();
    }

    /**
     * Does nothing: another SDK may have this too, so the attached pipeline is shut down by its {@link AmpOtel}, or at the end of the JVM.
     */
    @Override
    public CompletableResultCode shutdown() {
        return forceFlush();
    }
}
