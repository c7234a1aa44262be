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
 * <p>{@link #initOtel()} reads {@code AMP_OTEL_ENDPOINT} and {@code AMP_AGENT_API_KEY} and sets up tracing in the process. It may be called
 * any number of times, from any thread: there is one instance until {@link #close()}. If settings are missing or wrong, it throws
 * {@link AmpConfigurationException}, which names all of them, and may be called again. Only traces are sent: AMP accepts no metrics and no
 * logs.
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
     * Sets up tracing from the environment of the process, or returns the existing instance.
     *
     * @throws AmpConfigurationException if settings are missing or wrong, or OpenTelemetry is too old; the message names everything;
     *     nothing has changed then
     */
    public static AmpOtel initOtel() {
        return builder().initOtel();
    }

    /**
     * Returns a builder whose settings override those of the environment.
     *
     * @throws AmpConfigurationException if the program's OpenTelemetry is older than 1.43 or incomplete
     */
    public static AmpOtelBuilder builder() {
        return OpenTelemetryCheck.guarded(AmpOtelBuilder::new);
    }

    /**
     * Returns a span processor for an SDK that other code builds: {@code SdkTracerProvider.builder().addSpanProcessor(…)}, or a bean of a
     * Spring Boot application. Once {@link #initOtel()} is called, before or after that, the spans of that SDK are sent to AMP through this
     * processor. There is one per process.
     */
    public static SpanProcessor attachmentPoint() {
        return AttachmentPoint.handOut();
    }

    /**
     * Returns a log record processor for an SDK that other code sets up: messages that instrumentations emit as log records are sent to AMP
     * with their span. The records themselves are not changed. {@link #initOtel()} and the zero-code extension add this processor by
     * themselves.
     */
    public static LogRecordProcessor messageEvents() {
        return new MessageEventProcessor(MessageStore.PROCESS);
    }

    /** Returns the one instance of the process: the existing one, or a new one of {@code builder}. */
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
            // The JVM is already shutting down, so no hook can be added; close() still works.
            LOG.log(Level.FINE, "no shutdown hook", e);
        }
    }

    /** Returns the OpenTelemetry whose spans are sent to AMP. */
    public OpenTelemetry openTelemetry() {
        return openTelemetry;
    }

    /** Returns a tracer whose spans are sent to AMP. */
    public Tracer tracer(String instrumentationScope) {
        return openTelemetry.getTracer(instrumentationScope);
    }

    /** Returns a factory of spans that AMP shows completely, with the content policy of this instance. */
    public AmpSpans spans(String instrumentationScope) {
        return AmpSpans.using(tracer(instrumentationScope)).content(config.content());
    }

    /** Returns the configuration in use. */
    public AmpConfig config() {
        return config;
    }

    /** Returns how this instance relates to the global OpenTelemetry. */
    public Registration registration() {
        return registration;
    }

    /** Returns the exporter, whose endpoint can be changed while it runs. */
    public SwitchableSpanExporter exporter() {
        return pipeline.exporter();
    }

    /** Returns how many spans were exported, failed or dropped so far. */
    public ExportStatistics statistics() {
        return pipeline.statistics();
    }

    /**
     * Sends all queued spans and waits until they are sent, for {@code within} at most.
     *
     * @return true only if all spans that ended before the call have arrived; also false if that cannot be known (with the Java agent), and
     *     while a {@link io.amp4j.otel.sampling.TailSamplingProcessor} holds spans
     */
    public boolean flush(Duration within) {
        return pipeline.flush(within);
    }

    /**
     * Sends all queued spans and shuts down, within the close timeout (10 s by default). Spans that have not arrived by then are discarded,
     * and counted in {@link #statistics()} when this returns. If a processor or exporter of the program blocks, this waits one second more.
     * May be called again; a call during another one waits for that one, so that the end of the JVM does not interrupt it. Never throws.
     * Afterwards {@link #initOtel()} creates a new instance, which is standalone, because OpenTelemetry's global instance cannot be set
     * twice.
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

    /** The shutdown hook must not return while another thread still sends, because the JVM would then halt. */
    private void awaitEnd() {
        if (closer == Thread.currentThread()) {
            // A step of the pipeline calls close() of this instance.
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
                // The JVM is shutting down and runs the hook itself, which finds everything closed.
                LOG.log(Level.FINE, "the shutdown hook stays", e);
            }
        }
    }

    @Override
    public String toString() {
        return "AmpOtel[" + EndpointRule.address(config.endpoint()) + ", " + registration + "]";
    }
}
