package io.amp4j.otel.versions;

import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.AmpOtelBuilder;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Sets AMP up with the OpenTelemetry at hand. */
public final class InitProgram {
    private InitProgram() {}

    /** Sends a span to {@code endpoint} through the global tracer; returns how it went. */
    public static String sendOne(String endpoint) {
        try (AmpOtel amp = start(endpoint, Map.of())) {
            GlobalOpenTelemetry.getTracer("init")
                    .spanBuilder("through the global")
                    .startSpan()
                    .end();
            return amp.registration() + " " + amp.flush(Duration.ofSeconds(30)) + " "
                    + amp.statistics().delivered();
        }
    }

    /** Ends more spans than the queue holds; returns how many are accounted for, and whether many were dropped. */
    public static String overflow(String endpoint) {
        AmpOtel amp = start(endpoint, Map.of("OTEL_BSP_MAX_QUEUE_SIZE", "4", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "4"));
        Tracer tracer = amp.tracer("init");
        for (int i = 0; i < 20_000; i++) {
            tracer.spanBuilder("many").startSpan().end();
        }
        amp.close();
        return (amp.statistics().delivered()
                        + amp.statistics().dropped()
                        + amp.statistics().lost())
                + " " + (amp.statistics().dropped() > 1_000);
    }

    /** Flushes on several threads while spans are made; returns whether each flush came to an end, and how many spans arrived. */
    public static String flushMeanwhile(String endpoint) {
        int flushers = 4;
        int flushes = 100;
        try (AmpOtel amp = start(endpoint, Map.of("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2"))) {
            Tracer tracer = amp.tracer("init");
            ExecutorService threads = Executors.newFixedThreadPool(flushers);
            try {
                List<Future<Boolean>> done = new ArrayList<>();
                for (int thread = 0; thread < flushers; thread++) {
                    done.add(threads.submit(() -> {
                        boolean all = true;
                        for (int i = 0; i < flushes; i++) {
                            tracer.spanBuilder("one").startSpan().end();
                            all &= amp.flush(Duration.ofSeconds(30));
                        }
                        return all;
                    }));
                }
                boolean all = true;
                for (Future<Boolean> one : done) {
                    all &= one.get();
                }
                return all + " " + amp.statistics().delivered();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            } finally {
                threads.shutdown();
            }
        }
    }

    /** Says what of this jar is there for configuration files. */
    public static String components(String unused) {
        return ServiceLoader.load(ComponentProvider.class, InitProgram.class.getClassLoader()).stream()
                .filter(provider -> provider.type().getName().startsWith("io.amp4j."))
                .map(ServiceLoader.Provider::get)
                .map(component -> component.getName() + " makes " + component.getType())
                .collect(Collectors.joining());
    }

    /** Sets up in vain, then registers another SDK; returns how it went. */
    public static String registerAfterFailure(String endpoint) {
        failToStart(endpoint);
        GlobalOpenTelemetry.set(OpenTelemetry.noop());
        try (AmpOtel amp = start(endpoint, Map.of())) {
            return "failed, registered, then " + amp.registration();
        }
    }

    /** Sets up in vain, then again. */
    public static String sendOneAfterFailure(String endpoint) {
        failToStart(endpoint);
        try (AmpOtel amp = start(endpoint, Map.of())) {
            GlobalOpenTelemetry.getTracer("init")
                    .spanBuilder("after a failure")
                    .startSpan()
                    .end();
            return "failed, then " + amp.registration() + " " + amp.flush(Duration.ofSeconds(30));
        }
    }

    private static void failToStart(String endpoint) {
        try {
            builder(endpoint, Map.of())
                    .wrapProcessor(next -> {
                        throw new IllegalStateException("of the program");
                    })
                    .initOtel();
            throw new AssertionError("no exception");
        } catch (IllegalStateException e) {
            if (!"of the program".equals(e.getMessage())) {
                throw e;
            }
        }
    }

    private static AmpOtel start(String endpoint, Map<String, String> more) {
        return builder(endpoint, more).initOtel();
    }

    private static AmpOtelBuilder builder(String endpoint, Map<String, String> more) {
        Map<String, String> variables =
                Map.of("AMP_OTEL_ENDPOINT", endpoint, "AMP_AGENT_API_KEY", "secret-key", "OTEL_SERVICE_NAME", "init");
        return AmpOtel.builder()
                .environment(name -> more.getOrDefault(name, variables.get(name)))
                .systemProperties(name -> null);
    }
}
