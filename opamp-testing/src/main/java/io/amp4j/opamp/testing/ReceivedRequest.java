package io.amp4j.opamp.testing;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP request: of one with a message, of a WebSocket upgrade, or of any other request.
 *
 * @since 0.1.0
 */
public final class ReceivedRequest {
    private final long index;
    private final long connectionId;
    private final long arrivalNanos;
    private final String method;
    private final String target;
    private final Map<String, List<String>> headers;
    private final String clientCertificate;

    ReceivedRequest(
            long index,
            long connectionId,
            long arrivalNanos,
            String method,
            String target,
            Map<String, List<String>> headers,
            String clientCertificate) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        headers = Collections.unmodifiableMap(copy);
        this.index = index;
        this.connectionId = connectionId;
        this.arrivalNanos = arrivalNanos;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.clientCertificate = clientCertificate;
    }

    /** Returns how many requests the server received before this one. */
    public long index() {
        return index;
    }

    /** Returns the id of its TCP connection, as in {@link ConnectionEvent}. */
    public long connectionId() {
        return connectionId;
    }

    /** Returns the time when the head was read, by the server's {@link System#nanoTime()}. */
    public long arrivalNanos() {
        return arrivalNanos;
    }

    /** Returns the method, as sent. */
    public String method() {
        return method;
    }

    /** Returns path and query, as sent. */
    public String target() {
        return target;
    }

    /** Returns every value of each header; names are case-insensitive. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Returns the subject of the client's TLS certificate, empty if it presented none. */
    public String clientCertificate() {
        return clientCertificate;
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

    /** Returns whether this is a WebSocket upgrade. */
    public boolean isUpgrade() {
        return header("Upgrade").map("websocket"::equalsIgnoreCase).orElse(false);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReceivedRequest that
                && index == that.index
                && connectionId == that.connectionId
                && arrivalNanos == that.arrivalNanos
                && method.equals(that.method)
                && target.equals(that.target)
                && headers.equals(that.headers)
                && clientCertificate.equals(that.clientCertificate);
    }

    @Override
    public int hashCode() {
        return Objects.hash(index, connectionId, arrivalNanos, method, target, headers, clientCertificate);
    }

    /** Names the headers but not their values, which may be credentials. */
    @Override
    public String toString() {
        return Printable.text("request " + index + " on connection " + connectionId + ": " + method + " " + path()
                + " with " + headers.keySet());
    }
}
