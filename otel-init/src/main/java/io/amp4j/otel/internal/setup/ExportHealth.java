package io.amp4j.otel.internal.setup;

import io.amp4j.otel.internal.setup.Reply.Condition;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;

/**
 * The condition of an endpoint, and the log line for a change of it: one line per change, however many batches fail.
 *
 * @param words of what is said
 * @param condition the newest condition that lasts
 * @param status the status that went with it
 * @param lost records lost since records last arrived
 * @param told conditions of single batches that have been logged; each is logged once
 */
public record ExportHealth(ExportWords words, Condition condition, int status, long lost, Set<Condition> told) {
    /** Nothing is known yet; the first success is not worth a line. */
    public static ExportHealth unknown(ExportWords words) {
        return new ExportHealth(words, Condition.DELIVERING, 0, 0, Set.of());
    }

    /** Copies the set. */
    public ExportHealth {
        told = Set.copyOf(told);
    }

    /** One line for the operator. */
    public record Notice(Level level, String text) {}

    /** The state after a reply, and the line to log, if the condition changed. */
    public record Change(ExportHealth next, Optional<Notice> notice) {}

    /** Processes a reply. {@code recordsLost} is the number of records that are discarded because of it; 0 while the batch is still retried. */
    public Change after(Reply reply, long recordsLost, URI endpoint) {
        Condition now = reply.condition();
        if (now.concernsOneBatch()) {
            if (told.contains(now)) {
                return new Change(
                        new ExportHealth(words, condition, status, lost + recordsLost, told), Optional.empty());
            }
            Set<Condition> more = new HashSet<>(told);
            more.add(now);
            return new Change(
                    new ExportHealth(words, condition, status, lost + recordsLost, more),
                    Optional.of(notice(reply, endpoint)));
        }
        boolean same = now == condition && (now == Condition.DELIVERING || reply.status() == status);
        long total = now == Condition.DELIVERING ? 0 : lost + recordsLost;
        ExportHealth next = new ExportHealth(words, now, reply.status(), total, told);
        return new Change(next, same ? Optional.empty() : Optional.of(notice(reply, endpoint)));
    }

    private Notice notice(Reply reply, URI endpoint) {
        return reply.condition() == Condition.DELIVERING
                ? new Notice(Level.INFO, words.again(lost, endpoint))
                : new Notice(Level.WARNING, words.what(reply, endpoint) + "; " + words.remedy(reply.condition()));
    }
}
