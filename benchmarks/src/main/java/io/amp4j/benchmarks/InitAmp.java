package io.amp4j.benchmarks;

import io.amp4j.otel.AmpOtel;
import io.opentelemetry.api.GlobalOpenTelemetry;
import java.time.Duration;

/** A process that starts with {@code initOtel()}; run by {@link InitStartUp}. */
final class InitAmp {
    private InitAmp() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        AmpOtel amp = AmpOtel.initOtel();
        long ready = System.nanoTime();
        GlobalOpenTelemetry.getTracer("benchmark")
                .spanBuilder("first")
                .startSpan()
                .end();
        long ended = System.nanoTime();
        boolean delivered = amp.flush(Duration.ofSeconds(10));
        long sent = System.nanoTime();
        System.out.println((ready - start) + " " + (ended - start) + " " + (sent - start));
        Runtime.getRuntime().halt(delivered ? 0 : 1);
    }
}
