package io.amp4j.otel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts of spans since the start. Each span is in exactly one of the counts, once its outcome is known.
 *
 * @since 0.1.0
 */
public final class ExportStatistics {
    private final long delivered;
    private final long rejected;
    private final long lost;
    private final long dropped;

    ExportStatistics(long delivered, long rejected, long lost, long dropped) {
        this.delivered = delivered;
        this.rejected = rejected;
        this.lost = lost;
        this.dropped = dropped;
    }

    /** Returns how many spans the endpoint accepted. */
    public long delivered() {
        return delivered;
    }

    /** Returns how many spans the endpoint refused within a batch that it accepted (OTLP partial success). */
    public long rejected() {
        return rejected;
    }

    /** Returns how many spans were discarded after their retries, or because the endpoint's answer did not allow a retry. */
    public long lost() {
        return lost;
    }

    /** Returns how many spans were dropped because the queue was full, or because they ended after the shutdown. */
    public long dropped() {
        return dropped;
    }

    /** Returns whether every span whose outcome is known has arrived. */
    public boolean isComplete() {
        return rejected == 0 && lost == 0 && dropped == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ExportStatistics that
                && delivered == that.delivered
                && rejected == that.rejected
                && lost == that.lost
                && dropped == that.dropped;
    }

    @Override
    public int hashCode() {
        return Objects.hash(delivered, rejected, lost, dropped);
    }

    @Override
    public String toString() {
        return "ExportStatistics[delivered=" + delivered + ", rejected=" + rejected + ", lost=" + lost + ", dropped="
                + dropped + "]";
    }
}
