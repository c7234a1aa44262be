package io.amp4j.opamp.testing;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The head of an HTTP request, whether it carried a message, asked for a WebSocket, or had no business here.
 *
 * @param index how many requests came before this one
 * @param connectionId the TCP connection it came on, as in {@link ConnectionEvent}
 * @param arrivalNanos the server's {@link System#nanoTime()} when the head was read
 * @param method as sent
 * @param target path and query, as sent
 * @param headers every value of each header; names in any case
 * @param clientCertificate the subject of the client's TLS certificate, empty if it presented none
 */
public record ReceivedRequest(
        long index,
        long connectionId,
        long arrivalNanos,
        String method,
        String target,
        Map<String, List<String>> headers,
        String clientCertificate) {
    /** Copies the headers into a map that ignores the case of names. */
    public ReceivedRequest {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        headers = Collections.unmodifiableMap(copy);
    }

    /** Returns the target without its query. */
    public String path() {
        return pathOf(target);
    }

    /** A client behind a proxy may send the whole URL as its target. */
    static String pathOf(String absoluteOrNot) {
        int authority = absoluteOrNot.indexOf("://");
        int path = authority < 0 ? 0 : absoluteOrNot.indexOf('/', authority + 3);
        String target = path <= 0 ? absoluteOrNot : absoluteOrNot.substring(path);
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Returns the first value of a header. */
    public Optional<String> header(String name) {
        List<String> values = headers.get(name);
        return values == null ? Optional.empty() : Optional.of(values.get(0));
    }

    /** Returns whether this asks for a WebSocket. */
    public boolean isUpgrade() {
        return header("Upgrade").map("websocket"::equalsIgnoreCase).orElse(false);
    }

    /** Names the headers but not their values, which may be credentials. */
    @Override
    public String toString() {
        return "request " + index + " on connection " + connectionId + ": " + method + " " + path() + " with "
                + headers.keySet();
    }
}
