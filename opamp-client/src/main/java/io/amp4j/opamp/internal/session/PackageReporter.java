package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.Hash;
import io.amp4j.opamp.internal.codec.PackageStatuses;
import io.amp4j.opamp.internal.codec.PackageStatuses.State;
import io.amp4j.opamp.packages.InstalledPackage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reports about all packages, each time; what only shows progress goes out at a bounded pace, and the end of all at once. */
final class PackageReporter {

    /** How long it takes from one report to the next one that only shows progress. */
    static final long PROGRESS = 10_000_000_000L;

    /** How long a change waits for others. */
    static final long TOGETHER = 1_000_000_000L;

    private final Outbox outbox;
    private @Nullable InstalledPackage before;
    private boolean isBeforeKnown;
    private boolean progressed;
    private long progressAt = Nanos.NEVER;
    private long sentAt = Long.MIN_VALUE;

    PackageReporter(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * What there is to report.
     *
     * @param items those of the last offer
     */
    record Content(List<InstalledPackage> installed, Map<String, PackageItem> items, Hash offeredAll, String error) {}

    /** Until {@link #end} the agent has the version of before, null for none, since the new one may not stay. */
    void begin(@Nullable InstalledPackage has) {
        before = has;
        isBeforeKnown = true;
    }

    /** The new version stays, or is gone. */
    void end() {
        before = null;
        isBeforeKnown = false;
    }

    /** A download has got further. */
    void progressed() {
        progressed = true;
    }

    long nextDeadline() {
        return progressed ? progressAt : Nanos.NEVER;
    }

    /** Reports progress, if it is time for that. */
    void proceed(long now, Supplier<Content> content) {
        if (progressed && now >= progressAt) {
            report(content.get(), now, true);
        }
    }

    /** Reports a change: at once if nothing was reported just now, or if {@code atOnce}. */
    void report(Content content, long now, boolean atOnce) {
        progressed = false;
        progressAt = Nanos.after(now, PROGRESS);
        PackageStatuses statuses = statuses(content, now);
        if (atOnce || sentAt == Long.MIN_VALUE || sentAt == now || now - sentAt >= TOGETHER) {
            if (outbox.set(Part.PACKAGES, statuses)) {
                sentAt = now;
            }
            outbox.endDelay(Part.PACKAGES);
        } else {
            outbox.setDelayed(Part.PACKAGES, statuses, Nanos.after(sentAt, TOGETHER));
        }
    }

    private PackageStatuses statuses(Content content, long now) {
        Map<String, PackageStatuses.Status> all = new TreeMap<>();
        for (InstalledPackage has : content.installed()) {
            boolean isOurs = !has.isFromServer();
            all.put(
                    has.name(),
                    new PackageStatuses.Status(
                            has.version(),
                            has.hash(),
                            isOurs ? "" : has.version(),
                            isOurs ? Hash.EMPTY : has.hash(),
                            State.INSTALLED,
                            "",
                            null));
        }
        content.items().forEach((name, item) -> all.put(name, status(item, all.get(name), now)));
        return new PackageStatuses(all, content.offeredAll(), content.error());
    }

    private PackageStatuses.Status status(PackageItem item, PackageStatuses.@Nullable Status has, long now) {
        InstalledPackage former = before;
        boolean isOnTrial = item.step == PackageItem.Step.APPLYING;
        String version = has == null ? "" : has.version();
        Hash hash = has == null ? Hash.EMPTY : has.hash();
        if (isOnTrial && isBeforeKnown) {
            version = former == null ? "" : former.version();
            hash = former == null ? Hash.EMPTY : former.hash();
        }
        State state = switch (item.step) {
            case WAITING, READY, SAME_CONTENT -> State.PENDING;
            case DOWNLOADING -> State.DOWNLOADING;
            case APPLYING -> State.INSTALLING;
            case INSTALLED -> State.INSTALLED;
            case FAILED -> State.FAILED;
        };
        return new PackageStatuses.Status(
                version,
                hash,
                item.offered.version(),
                item.offered.hash(),
                state,
                state == State.FAILED ? item.error : "",
                state == State.DOWNLOADING ? progress(item, now) : null);
    }

    private static PackageStatuses.Progress progress(PackageItem item, long now) {
        double percent = item.ofBytes > 0 ? Math.min(100, 100.0 * item.bytes / item.ofBytes) : 0;
        double seconds = (now - item.reportedAt) / 1e9;
        double rate = seconds > 0 ? Math.max(0, item.bytes - item.reportedBytes) / seconds : 0;
        item.reportedAt = now;
        item.reportedBytes = item.bytes;
        return new PackageStatuses.Progress(percent, rate);
    }
}
