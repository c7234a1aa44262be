package io.amp4j.otel.telemetry;

import io.opentelemetry.api.metrics.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures this process, by the semantic conventions of OpenTelemetry for processes. */
final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double NANOS = 1e9;

    private ProcessMetrics() {}

    static void register(Meter meter) {
        ProcessHandle process = ProcessHandle.current();
        meter.counterBuilder("process.cpu.time")
                .ofDoubles()
                .setUnit("s")
                .buildWithCallback(
                        cpu -> process.info().totalCpuDuration().ifPresent(used -> cpu.record(used.toNanos() / NANOS)));
        Instant start = process.info().startInstant().orElseGet(Instant::now);
        meter.gaugeBuilder("process.uptime")
                .setUnit("s")
                .buildWithCallback(uptime ->
                        uptime.record(Duration.between(start, Instant.now()).toNanos() / NANOS));
        ofStatus(meter, "process.memory.usage", "By", "VmRSS", 1_024);
        ofStatus(meter, "process.memory.virtual", "By", "VmSize", 1_024);
        ofStatus(meter, "process.thread.count", "{thread}", "Threads", 1);
    }

    private static void ofStatus(Meter meter, String name, String unit, String line, long factor) {
        if (Files.isReadable(STATUS)) {
            Pattern pattern = Pattern.compile("(?m)^" + line + ":\\s+(\\d{1,15})");
            meter.upDownCounterBuilder(name)
                    .setUnit(unit)
                    .buildWithCallback(measured -> read(pattern, value -> measured.record(value * factor)));
        }
    }

    private static void read(Pattern pattern, LongConsumer found) {
        Optional<String> status = status();
        if (status.isPresent()) {
            Matcher line = pattern.matcher(status.get());
            if (line.find()) {
                found.accept(Long.parseLong(line.group(1)));
            }
        }
    }

    private static Optional<String> status() {
        try {
            return Optional.of(Files.readString(STATUS));
        } catch (IOException e) {
            // No value is better than a guess.
            return Optional.empty();
        }
    }
}
