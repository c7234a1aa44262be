package io.amp4j.otel;

import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.messages.MessageEventProcessor;
import io.amp4j.otel.internal.messages.MessageStore;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.span.AmpSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry tracing to WSO2 Agent Manager.
 *
 * <p>{@link #initOtel()} reads {@code AMP_OTEL_ENDPOINT} and {@code AMP_AGENT_API_KEY} and sets the process up. It may be called any
 * number of times, from any thread: there is one instance until {@link #close()}. It throws {@link AmpConfigurationException}, which
 * names everything missing or wrong, and may then be called again. Traces only: AMP takes no metrics and no logs.
 *
 * @since 0.1.0
 */
public final class AmpOtel implements AutoCloseable {
    private static final Log LOG = Log.of(AmpOtel.class);
    private static final Object LOCK = new Object();
    private static @Nullable AmpOtel current;

    private final AmpConfig config;
    private final Pipeline pipeline;
    private final OpenTelemetry openTelemetry;
    private final Registration registration;
    private final Duration closeTimeout;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Thread closer;
    private volatile @Nullable Thread hook;

    AmpOtel(
            AmpConfig config,
            Pipeline pipeline,
            OpenTelemetry openTelemetry,
            Registration registration,
            Duration closeTimeout) {
        this.config = config;
        this.pipeline = pipeline;
        this.openTelemetry = openTelemetry;
        this.registration = registration;
        this.closeTimeout = closeTimeout;
    }

    /**
     * Sets the process up from its environment, or returns the instance that already stands.
     *
     * @throws AmpConfigurationException naming everything that is missing or wrong, an OpenTelemetry that is too old included; nothing has
     *     changed then
     */
    public static AmpOtel initOtel() {
        return builder().initOtel();
    }

    /**
     * Returns a builder whose settings win over the environment's.
     *
     * @throws AmpConfigurationException if the OpenTelemetry of the program is older than 1.43 or not complete
     */
    public static AmpOtelBuilder builder() {
        return OpenTelemetryCheck.guarded(AmpOtelBuilder::new);
    }

    /**
     * A span processor for an SDK that somebody else builds: {@code SdkTracerProvider.builder().addSpanProcessor(…)}, or a bean of a Spring
     * Boot application. From {@link #initOtel()} on, which may be called before or after, the spans of that SDK go to AMP through this. One per
     * process.
     */
    public static SpanProcessor attachmentPoint() {
        return AttachmentPoint.handOut();
    }

    /**
     * Returns a processor of log records for an SDK that is set up elsewhere: messages that instrumentations write as log records go with their span to
     * AMP. Records go on unchanged. {@link #initOtel()} and the zero-code extension need no such line.
     */
    public static LogRecordProcessor messageEvents() {
        return new MessageEventProcessor(MessageStore.PROCESS);
    }

    /** The one instance of the process: the standing one, or what {@code builder} makes. */
    static AmpOtel shared(AmpOtelBuilder builder) {
        synchronized (LOCK) {
            AmpOtel standing = current;
            if (standing != null) {
                if (builder.hasOwnSettings()) {
                    LOG.warning("initOtel() was called again with settings of its own; they are ignored, and those of"
                            + " the first call stay in use. Call close() first, or standalone() for a second instance");
                }
                return standing;
            }
            AmpOtel made = builder.make(true);
            made.addShutdownHook();
            current = made;
            return made;
        }
    }

    private void addShutdownHook() {
        Thread thread = new Thread(this::close, "amp-otel-shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            hook = thread;
        } catch (IllegalStateException e) {
            // The JVM is already going down; there is nothing to hook into, and close() still works.
            LOG.log(Level.FINE, "no shutdown hook", e);
        }
    }

    /** The OpenTelemetry whose tracers reach AMP. */
    public OpenTelemetry openTelemetry() {
        return openTelemetry;
    }

    /** A tracer whose spans reach AMP. */
    public Tracer tracer(String instrumentationScope) {
        return openTelemetry.getTracer(instrumentationScope);
    }

    /** A maker of spans that AMP shows completely, with the content policy of this instance. */
    public AmpSpans spans(String instrumentationScope) {
        return AmpSpans.using(tracer(instrumentationScope)).content(config.content());
    }

    /** The configuration in use. */
    public AmpConfig config() {
        return config;
    }

    /** How this stands to the global OpenTelemetry. */
    public Registration registration() {
        return registration;
    }

    /** The exporter, whose address can be changed while it runs. */
    public SwitchableSpanExporter exporter() {
        return pipeline.exporter();
    }

    /** What became of the spans so far. */
    public ExportStatistics statistics() {
        return pipeline.statistics();
    }

    /**
     * Sends what is queued and waits for it, for {@code within} at most.
     *
     * @return true only if all spans that had ended before have arrived; false also where that cannot be known (under the Java agent), and
     *     while a {@link io.amp4j.otel.sampling.TailSamplingProcessor} holds spans
     */
    public boolean flush(Duration within) {
        return pipeline.flush(within);
    }

    /**
     * Sends what is queued and ends, within the close timeout (10 s by default); what did not arrive by then is given up, and counted in
     * {@link #statistics()} when this returns (a step of the program's own that hangs is waited for one second more). May be called again; a call
     * that finds another under way waits for that one, so that the end of the JVM does not cut it short. Never throws. After it,
     * {@link #initOtel()} makes a new instance, but OpenTelemetry's global cannot be set twice: the new one is standalone.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            awaitEnd();
            return;
        }
        closer = Thread.currentThread();
        try {
            end();
        } finally {
            ended.countDown();
            removeShutdownHook();
        }
    }

    /** The shutdown hook must not return while another thread still sends: the JVM would halt under it. */
    private void awaitEnd() {
        if (closer == Thread.currentThread()) {
            // A step of the pipeline that closes what it belongs to.
            return;
        }
        try {
            if (!ended.await(closeTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.FINE, "the close under way takes longer than the close timeout");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        synchronized (LOCK) {
            if (current == this) {
                current = null;
            }
        }
        pipeline.close(closeTimeout);
    }

    private void removeShutdownHook() {
        Thread own = hook;
        if (own != null && own != Thread.currentThread()) {
            try {
                Runtime.getRuntime().removeShutdownHook(own);
            } catch (IllegalStateException e) {
                // The JVM is going down and runs the hook, which finds everything closed.
                LOG.log(Level.FINE, "the shutdown hook stays", e);
            }
        }
    }

    @Override
    public String toString() {
        return "AmpOtel[" + EndpointRule.address(config.endpoint()) + ", " + registration + "]";
    }
}
