package io.amp4j.otel.internal.setup;

import io.amp4j.otel.internal.text.Printable;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks header names and values. No message quotes a value. */
public final class HeaderRule {
    /**
     * Headers that are determined by HTTP, the body and the connection: conflicting values break the exchange, or allow request smuggling.
     */
    private static final Set<String> OURS = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "content-encoding",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** Where keys are sent. One of these as a value means that name and value are swapped. */
    private static final Set<String> KEY_HEADERS = Set.of("authorization", "x-amp-api-key", "x-api-key", "api-key");

    private HeaderRule() {}

    /** Returns what is wrong with a key, as a sentence about {@code source}; empty if it can be sent. */
    public static Optional<String> keyProblem(String source, String key) {
        if (key.isBlank()) {
            return Optional.of(source + " is blank; use the agent API key from the AMP Console");
        }
        if (key.indexOf('\n') >= 0 || key.indexOf('\r') >= 0) {
            return Optional.of(source + " holds a line break inside the key; paste the key again as one line");
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) <= ' ' || key.charAt(i) > '~') {
                return Optional.of(source + " holds a character that no HTTP header may carry (character " + (i + 1)
                        + " of " + key.length() + "); copy the key again from the AMP Console");
            }
        }
        return Optional.empty();
    }

    /** Returns the name for a message; only its length if it may be the value. */
    public static String shownName(String name, String value) {
        boolean isName = TOKEN.matcher(name).matches()
                && !KEY_HEADERS.contains(value.strip().toLowerCase(Locale.ROOT));
        return isName ? name : Printable.described(name);
    }

    /** Returns why the pair cannot be sent as a header, or nothing when it can; it repeats no value. */
    public static Optional<String> problem(String name, String value) {
        if (!TOKEN.matcher(name).matches()) {
            return Optional.of("the name of a header is of letters, digits and -; this is " + Printable.described(name)
                    + "; are name and value swapped?");
        }
        return isSendable(name, value)
                ? Optional.empty()
                : Optional.of(
                        "the header \"" + shownName(name, value) + "\" cannot be sent; check the characters of its"
                                + " value, and leave it out if HTTP itself sets it");
    }

    /** Whether the pair can be sent beside the headers that the transport sets itself. */
    private static boolean isSendable(String name, String value) {
        return !OURS.contains(name.toLowerCase(Locale.ROOT))
                && !name.toLowerCase(Locale.ROOT).startsWith("sec-websocket-")
                && value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
    }
}
