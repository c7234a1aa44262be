package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.internal.session.PackageItem.Step;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Which files of an offer are downloaded now, and when one that failed is tried again. */
final class PackageDownloads {

    private static final long FIRST_WAIT = 1_000_000_000L;
    private static final long LONGEST_WAIT = 60_000_000_000L;
    private static final long LONGEST_RETRY_AFTER = 3_600_000_000_000L;

    private final PackageTerms terms;
    private final RandomGenerator random;
    private final Collection<PackageItem> items;

    /** @param items those of the present offer, at any time */
    PackageDownloads(PackageTerms terms, RandomGenerator random, Collection<PackageItem> items) {
        this.terms = terms;
        this.random = random;
        this.items = items;
    }

    /** Returns the packages whose download is to begin now: no more than there is room for. */
    List<PackageItem> due(long now) {
        return items.stream()
                .filter(item -> item.step == Step.WAITING && now >= item.retryAt && item.offer.file() != null)
                .limit(room())
                .toList();
    }

    /** Returns when a download is to begin that waits for its time. Where there is no room, the end of another download begins it. */
    long nextDeadline() {
        return room() == 0
                ? Nanos.NEVER
                : items.stream()
                        .filter(item -> item.step == Step.WAITING && item.retryAt > Long.MIN_VALUE)
                        .mapToLong(item -> item.retryAt)
                        .min()
                        .orElse(Nanos.NEVER);
    }

    private long room() {
        return Math.max(0, terms.policy().parallelism() - underWay().size());
    }

    /** Returns the packages that are being downloaded. */
    List<PackageItem> underWay() {
        return items.stream().filter(item -> item.step == Step.DOWNLOADING).toList();
    }

    /** Returns the package that is being downloaded by this task. */
    Optional<PackageItem> of(long task) {
        return items.stream()
                .filter(item -> item.step == Step.DOWNLOADING && item.task == task)
                .findFirst();
    }

    /** Has a download begin again after a wait; false if it was attempted often enough. */
    boolean retry(PackageItem item, PackageReport.Downloaded report, long now) {
        if (item.attempts >= terms.policy().maxAttempts()) {
            return false;
        }
        double grown = Math.min(FIRST_WAIT * Math.pow(2, Math.min(item.attempts - 1, 30)), LONGEST_WAIT);
        long wait = (long) (grown * (1 - random.nextDouble() / 2));
        String hint = report.retryAfter();
        if (hint != null) {
            long asked = RetryAfter.parse(hint, report.wallTime())
                    .map(Duration::toNanos)
                    .orElse(0L);
            wait = Math.max(wait, Math.min(asked, LONGEST_RETRY_AFTER));
        }
        item.step = Step.WAITING;
        item.retryAt = Nanos.after(now, wait);
        return true;
    }
}
