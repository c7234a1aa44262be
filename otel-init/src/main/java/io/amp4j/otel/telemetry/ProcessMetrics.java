package io.amp4j.otel.telemetry;

import io.opentelemetry.api.metrics.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures this process, by the semantic conventions of OpenTelemetry for processes. */
final class ProcessMetrics {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
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
            meter.upDownCounterBuilder(name)
                    .setUnit(unit)
                    .buildWithCallback(measured -> number(line).ifPresent(value -> measured.record(value * factor)));
        }
    }

    private static Optional<Long> number(String line) {
        return status().lines()
                .filter(text -> text.startsWith(line + ":"))
                .map(NUMBER::matcher)
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group()))
                .findFirst();
    }

    private static String status() {
        try {
            return Files.readString(STATUS);
        } catch (IOException e) {
            // No value is better than a guess.
            return "";
        }
    }
}
