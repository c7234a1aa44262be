package io.amp4j.otel;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * A span processor that another SDK carries and that does nothing until AMP's pipeline is put behind it. An SDK takes processors only
 * while it is built, which may be long before {@code initOtel()}.
 */
final class AttachmentPoint implements SpanProcessor {
    private static final SpanProcessor NOTHING = SpanProcessor.composite();

    /** A sampled remote parent whose trace id is the lowest for ratio samplers: they take it at any ratio above 0. */
    private static final SpanContext LIKELY_SAMPLED = SpanContext.createFromRemoteParent(
            "ffffffffffffffff0000000000000000", "ffffffffffffffff", TraceFlags.getSampled(), TraceState.getDefault());

    static final AttachmentPoint INSTANCE = new AttachmentPoint();

    private volatile SpanProcessor behind = NOTHING;
    private volatile boolean handedOut;
    private volatile boolean installed;

    private AttachmentPoint() {}

    /** Returns this for an SDK that is being built. */
    static SpanProcessor handOut() {
        INSTANCE.handedOut = true;
        return INSTANCE;
    }

    /**
     * Whether an SDK carries this. SDKs ask a processor what it needs when they are built, but one that carries no other asks only
     * when a sampled span starts. So a span is started there; it never ends, and therefore nobody is sent it.
     */
    boolean isInstalled() {
        if (handedOut && !installed) {
            Span unused = GlobalOpenTelemetry.getTracer("io.amp4j.otel")
                    .spanBuilder("attachment probe")
                    .setParent(Context.root().with(Span.wrap(LIKELY_SAMPLED)))
                    .startSpan();
        }
        return installed;
    }

    synchronized void attach(SpanProcessor processor) {
        behind = processor;
    }

    synchronized void detach(SpanProcessor processor) {
        if (behind == processor) {
            behind = NOTHING;
        }
    }

    @Override
    public boolean isStartRequired() {
        installed = true;
        return true;
    }

    @Override
    public boolean isEndRequired() {
        installed = true;
        return true;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        behind.onStart(parent, span);
    }

    @Override
    public void onEnd(ReadableSpan span) {
        behind.onEnd(span);
    }

    @Override
    public CompletableResultCode forceFlush() {
        return behind.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        installed = false;
        SpanProcessor last = behind;
        detach(last);
        return last.shutdown();
    }
}
