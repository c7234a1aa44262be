package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.packages.InstalledPackage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link PackageTask} of the same number, or how far it is. */
public sealed interface PackageReport {

    /** Calls the method of {@code handler} for this kind of report. */
    void deliverTo(Handler handler, long now);

    /** What is installed at the start, which comes before {@link Event.Started}; {@code problem} if that cannot be found out. */
    record Installed(
            List<InstalledPackage> packages, @Nullable String problem) implements PackageReport {
        public Installed {
            packages = List.copyOf(packages);
        }

        @Override
        public void deliverTo(Handler handler, long now) {
            handler.installed(this);
        }
    }

    /** So many bytes of a download are there, of so many; -1 if it is not known of how many. */
    record Progress(long number, long bytes, long ofBytes) implements PackageReport {
        @Override
        public void deliverTo(Handler handler, long now) {
            handler.progress(this, now);
        }
    }

    /** A download has ended. */
    record Downloaded(
            long number,
            Download result,
            String reason,
            @Nullable String retryAfter,
            Instant wallTime) implements PackageReport {
        @Override
        public void deliverTo(Handler handler, long now) {
            handler.downloaded(this, now);
        }
    }

    /** How a download can end. */
    enum Download {
        /** The file is there and verified. */
        DONE,
        /** Another attempt may succeed. */
        RETRY,
        /** It failed. */
        FAILED,
        /** It is not what was offered, and never will be. */
        BAD
    }

    /** What is installed has been changed, or that failed; {@code installed} is null if it cannot be found out. */
    record Applied(
            long number,
            boolean isDone,
            String reason,
            @Nullable List<InstalledPackage> installed) implements PackageReport {
        @Override
        public void deliverTo(Handler handler, long now) {
            handler.applied(this, now);
        }
    }

    /** What the probe says. */
    record Probed(long number, boolean isHealthy, String reason) implements PackageReport {
        @Override
        public void deliverTo(Handler handler, long now) {
            handler.probed(this, now);
        }
    }

    /** One method for each kind of report. */
    interface Handler {
        void installed(Installed report);

        void progress(Progress report, long now);

        void downloaded(Downloaded report, long now);

        void applied(Applied report, long now);

        void probed(Probed report, long now);
    }
}
