package io.amp4j.opamp.internal.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed on permessage-deflate (RFC 7692).
 *
 * <p>Both sides are asked to forget each message after it, so that an idle connection needs no windows. Our own side always does,
 * which every receiver can inflate; a server that nevertheless keeps its window is understood. The window of our side is the
 * default, since the JDK has no other.
 *
 * @param serverKeepsContext whether a message of the server may refer to those before it
 */
record DeflateTerms(boolean serverKeepsContext) {
    static final String OFFER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static final Pattern WINDOW_BITS = Pattern.compile("\"?(?:[89]|1[0-5])\"?");

    /**
     * Reads the server's answer.
     *
     * @param values of the {@code Sec-WebSocket-Extensions} headers of the answer
     * @param offered whether {@link #OFFER} was made
     * @return null when the extension is not used
     * @throws WebSocketException if the server accepts what was not offered
     */
    static @Nullable DeflateTerms agreed(List<String> values, boolean offered) throws WebSocketException {
        DeflateTerms terms = null;
        for (String value : values) {
            for (String extension : value.split(",", -1)) {
                if (extension.isBlank()) {
                    continue;
                }
                String[] parts = extension.split(";", -1);
                if (!offered || terms != null || !parts[0].strip().equalsIgnoreCase("permessage-deflate")) {
                    throw WebSocketException.protocol("the server uses a WebSocket extension that was not offered");
                }
                terms = parameters(parts);
            }
        }
        return terms;
    }

    private static DeflateTerms parameters(String[] parts) throws WebSocketException {
        Set<String> names = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            String name = pair[0].strip().toLowerCase(Locale.ROOT);
            boolean known = switch (name) {
                case "server_no_context_takeover", "client_no_context_takeover" -> pair.length == 1;
                case "server_max_window_bits" ->
                    pair.length == 2 && WINDOW_BITS.matcher(pair[1].strip()).matches();
                default -> false;
            };
            if (!known || !names.add(name)) {
                throw WebSocketException.protocol(
                        "the server accepts permessage-deflate with parameters that were not offered");
            }
        }
        return new DeflateTerms(!names.contains("server_no_context_takeover"));
    }
}
