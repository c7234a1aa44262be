package io.amp4j.otel.internal.setup;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What may stand in a header name and in a header value. No answer repeats a value. */
public final class HeaderRule {
    private static final Set<String> OURS = Set.of(
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

    private HeaderRule() {}

    /** Returns what is wrong with a key, as a sentence about {@code source}, or nothing when it can be sent. */
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

    /** Whether the pair can be sent as a header, beside those that the transport sets itself. */
    public static boolean isSendable(String name, String value) {
        return name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")
                && !OURS.contains(name.toLowerCase(Locale.ROOT))
                && value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
    }
}
