package io.amp4j.otel.internal.setup;

import io.amp4j.otel.internal.setup.Reply.Condition;
import java.net.URI;

/** How messages name what is sent and where it goes, and what they advise. */
public interface ExportWords {
    /** Returns the words for spans to AMP. */
    static ExportWords amp() {
        return new AmpWords();
    }

    /** Returns who takes the records, at the beginning of a sentence and within it. */
    String receiver();

    /** Returns what one record is called. */
    String record();

    /** Returns what a receiver counts that refuses a part of a batch. */
    default String refusable() {
        return record();
    }

    /** Returns what to do about a condition, or what happens now, as one clause. */
    String remedy(Condition condition);

    /** Returns what went wrong, as one clause. */
    default String what(Reply reply, URI endpoint) {
        String address = EndpointRule.address(endpoint);
        return switch (reply.condition()) {
            case UNREACHABLE -> receiver() + " cannot be reached at " + address + " (" + reply.reason() + ")";
            case WITHOUT_KEY -> "No " + record() + " is sent to " + address + ": " + reply.reason();
            case PARTLY_REJECTED ->
                receiver() + " refused " + reply.rejected() + " " + refusable() + "(s) of a batch sent to " + address;
            case PROXY_REFUSED -> "The proxy on the way to " + address + " answered HTTP 407";
            default -> receiver() + " answered HTTP " + reply.status() + " at " + address;
        };
    }

    /** Returns that all is well again, as one sentence. */
    default String again(long lost, URI endpoint) {
        String records = lost == 0
                ? "no " + record() + " was lost meanwhile"
                : lost + " " + record() + "(s) were lost meanwhile";
        return receiver() + " takes " + record() + "s again at " + EndpointRule.address(endpoint) + "; " + records;
    }
}
