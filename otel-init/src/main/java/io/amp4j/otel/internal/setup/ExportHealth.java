package io.amp4j.otel.internal.setup;

import io.amp4j.otel.internal.setup.Reply.Condition;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;

/**
 * The condition of the endpoint, and the log line for a change of it: one line per change, however many batches fail.
 *
 * @param condition the newest condition that lasts
 * @param status the status that went with it
 * @param lost spans lost since spans last arrived
 * @param told conditions of single batches that have been logged; each is logged once
 */
public record ExportHealth(Condition condition, int status, long lost, Set<Condition> told) {
    /** Nothing is known yet; the first success is not worth a line. */
    public static final ExportHealth UNKNOWN = new ExportHealth(Condition.DELIVERING, 0, 0, Set.of());

    /** Copies the set. */
    public ExportHealth {
        told = Set.copyOf(told);
    }

    /** One line for the operator. */
    public record Notice(Level level, String text) {}

    /** The state after a reply, and the line to log, if the condition changed. */
    public record Change(ExportHealth next, Optional<Notice> notice) {}

    /** Processes a reply. {@code spansLost} is the number of spans that are discarded because of it; 0 while the batch is still retried. */
    public Change after(Reply reply, long spansLost, URI endpoint) {
        Condition now = reply.condition();
        if (now.concernsOneBatch()) {
            if (told.contains(now)) {
                return new Change(new ExportHealth(condition, status, lost + spansLost, told), Optional.empty());
            }
            Set<Condition> more = new HashSet<>(told);
            more.add(now);
            return new Change(
                    new ExportHealth(condition, status, lost + spansLost, more), Optional.of(notice(reply, endpoint)));
        }
        boolean same = now == condition && (now == Condition.DELIVERING || reply.status() == status);
        long total = now == Condition.DELIVERING ? 0 : lost + spansLost;
        ExportHealth next = new ExportHealth(now, reply.status(), total, told);
        return new Change(next, same ? Optional.empty() : Optional.of(notice(reply, endpoint)));
    }

    private Notice notice(Reply reply, URI endpoint) {
        String address = EndpointRule.address(endpoint);
        if (reply.condition() == Condition.DELIVERING) {
            String spans = lost == 0 ? "no span was lost meanwhile" : lost + " span(s) were lost meanwhile";
            return new Notice(Level.INFO, "AMP takes spans again at " + address + "; " + spans);
        }
        return new Notice(Level.WARNING, what(reply, endpoint) + "; " + remedy(reply.condition()));
    }

    /** Returns what went wrong, as one clause. */
    public static String what(Reply reply, URI endpoint) {
        String address = EndpointRule.address(endpoint);
        return switch (reply.condition()) {
            case UNREACHABLE -> "AMP cannot be reached at " + address + " (" + reply.reason() + ")";
            case WITHOUT_KEY -> "No span is sent to " + address + ": " + reply.reason();
            case PARTLY_REJECTED -> "AMP refused " + reply.rejected() + " span(s) of a batch sent to " + address;
            case PROXY_REFUSED -> "The proxy on the way to " + address + " answered HTTP 407";
            default -> "AMP answered HTTP " + reply.status() + " at " + address;
        };
    }

    private static String remedy(Condition condition) {
        return switch (condition) {
            case UNAUTHORIZED ->
                "the agent API key is missing, wrong or expired. Generate a new key for this agent in the AMP Console and"
                        + " set AMP_AGENT_API_KEY (a mounted key file is read again by itself; a variable needs a restart)";
            case FORBIDDEN ->
                "the agent API key is valid but not for this endpoint. Check that AMP_AGENT_API_KEY and AMP_OTEL_ENDPOINT"
                        + " belong to the same agent and environment";
            case NO_SUCH_ROUTE ->
                "there is no trace route. Check the path of AMP_OTEL_ENDPOINT; AMP's base address usually ends with /otel";
            case TOO_LARGE ->
                "batches are split until they fit; lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE to avoid the extra requests";
            case PROXY_REFUSED ->
                "it wants a user name and password, or others. Give them in HTTPS_PROXY (for an http endpoint HTTP_PROXY), as"
                        + " http://user:password@host:port; a proxy that the JVM is told of (https.proxyHost) gets none";
            case THROTTLED -> "sending waits as long as the server asks; spans stay queued until the queue is full";
            case REDIRECTED ->
                "redirects are not followed, so that the key reaches no other address. Set AMP_OTEL_ENDPOINT to the final address";
            case SERVER_TROUBLE, UNREACHABLE, WITHOUT_KEY ->
                "each batch is retried for a while; spans stay queued until the queue is full";
            case PARTLY_REJECTED -> "the rest was taken";
            case REFUSED, DELIVERING -> "the batch was given up";
        };
    }
}
