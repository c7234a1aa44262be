package io.amp4j.samples.distro;

import io.amp4j.opamp.ComponentHealth;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether what is exported arrives: each exporter is as healthy as its last export. */
final class ExportHealth {
    private final Instant startTime =
            ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    private final List<Watched> exporters = new ArrayList<>();
    private Runnable listener = () -> {};

    /** Returns what an exporter of that signal tells its results. */
    synchronized Watched watch(Signal signal) {
        Watched watched = new Watched(signal);
        exporters.add(watched);
        return watched;
    }

    /** Sets what is called when the health has changed, on a thread of an exporter. */
    synchronized void onChange(Runnable value) {
        listener = value;
    }

    /** Returns the health of the process: healthy unless an exporter's last export has failed. */
    synchronized ComponentHealth report() {
        List<String> failing = new ArrayList<>();
        Map<String, ComponentHealth> components = new LinkedHashMap<>();
        for (Signal signal : Signal.values()) {
            List<Watched> own = exporters.stream()
                    .filter(exporter -> exporter.signal == signal)
                    .toList();
            if (!own.isEmpty()) {
                boolean works = own.stream().allMatch(exporter -> exporter.works);
                components.put(signal.key(), health(works, signal.key()).build());
                if (!works) {
                    failing.add(signal.key());
                }
            }
        }
        ComponentHealth.Builder report =
                health(failing.isEmpty(), String.join(" and ", failing)).startTime(startTime);
        components.forEach(report::component);
        return report.build();
    }

    private static ComponentHealth.Builder health(boolean works, String what) {
        ComponentHealth.Builder health = ComponentHealth.builder(works).status(works ? "running" : "failing");
        return works
                ? health
                : health.lastError("the last export of " + what + " has failed; the log of the process says why");
    }

    /** Returns what is to be called, outside the lock. */
    private synchronized Runnable changed(Watched exporter, boolean works) {
        if (exporter.works == works) {
            return () -> {};
        }
        exporter.works = works;
        return listener;
    }

    /** One exporter. */
    final class Watched {
        private final Signal signal;
        private volatile boolean works = true;

        private Watched(Signal signal) {
            this.signal = signal;
        }

        /** Takes note of how this export ends, and returns it. */
        CompletableResultCode note(CompletableResultCode result) {
            return result.whenComplete(() -> note(result.isSuccess()));
        }

        private void note(boolean success) {
            changed(this, success).run();
        }
    }
}
