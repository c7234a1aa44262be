package io.amp4j.opamp.internal.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The negotiated parameters of permessage-deflate (RFC 7692).
 *
 * <p>The client requests no context takeover for both sides, so that an idle connection needs no windows. The client itself never keeps its
 * context, which every receiver can decompress; a server that keeps its context is supported. The client's window has the default size,
 * because the JDK supports no other.
 *
 * @param serverKeepsContext whether a message of the server may refer to those before it
 */
record DeflateTerms(boolean serverKeepsContext) {
    static final String OFFER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static final Pattern WINDOW_BITS = Pattern.compile("\"?(?:[89]|1[0-5])\"?");

    /**
     * Parses the server's answer.
     *
     * @param values of the {@code Sec-WebSocket-Extensions} headers of the answer
     * @param offered whether {@link #OFFER} was made
     * @return null if the extension is not used
     * @throws WebSocketException if the server accepts parameters that were not offered
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
