package io.amp4j.opamp.internal.transport;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where to connect, and how.
 *
 * @param endpoint an absolute {@code http}, {@code https}, {@code ws} or {@code wss} URL
 * @param headers sent on every HTTP request and on the WebSocket upgrade, in order, values may repeat
 * @param tls used with {@code https} and {@code wss}
 * @param proxy the way to the server
 * @param timeouts bounds of every wait
 * @param limits bounds of every message
 * @param gzipRequests whether HTTP request bodies are compressed
 * @param webSocketCompression whether permessage-deflate is offered to the server
 * @param pingInterval how long a WebSocket may be silent before a ping is sent; zero sends none
 * @param pongTimeout how long a WebSocket may stay silent after a ping before it counts as lost
 */
public record ConnectionTarget(
        URI endpoint,
        Map<String, List<String>> headers,
        TlsSettings tls,
        ProxySettings proxy,
        Timeouts timeouts,
        Limits limits,
        boolean gzipRequests,
        boolean webSocketCompression,
        Duration pingInterval,
        Duration pongTimeout) {

    /** Copies the headers. */
    public ConnectionTarget {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(tls, "tls");
        requireNonNull(proxy, "proxy");
        requireNonNull(timeouts, "timeouts");
        requireNonNull(limits, "limits");
        if (EndpointHost.userInfo(endpoint) != null) {
            throw new IllegalArgumentException(
                    "the endpoint must not hold a user and password; send an Authorization header instead");
        }
        RequestHeaders.check(headers);
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        headers = Collections.unmodifiableMap(copy);
        if (pingInterval.isNegative()) {
            throw new IllegalArgumentException("pingInterval must not be negative: " + pingInterval);
        }
        Timeouts.positive("pongTimeout", pongTimeout);
    }

    /**
     * Bounds of every wait; all are positive.
     *
     * @param connect to make a TCP connection, and again for its TLS handshake
     * @param write to write one piece of a message
     * @param read to wait for the next piece of an HTTP answer, and for the answer to a WebSocket upgrade; a large report gets more
     * @param call for a whole HTTP exchange with its redirects, and for opening a WebSocket; a large report gets more
     * @param close for the server's answer to a Close frame
     */
    public record Timeouts(Duration connect, Duration write, Duration read, Duration call, Duration close) {
        /** 10 s to connect, 10 s to write, 30 s to read, 60 s for the whole call, 5 s to close. */
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5));

        /** Checks that all are positive. */
        public Timeouts {
            positive("connect", connect);
            positive("write", write);
            positive("read", read);
            positive("call", call);
            positive("close", close);
        }

        static void positive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be positive: " + value);
            }
        }
    }

    /**
     * Bounds of every message, in bytes, counted on the inflated message; on WebSocket the OpAMP header counts too.
     *
     * @param maxSentBytes above it nothing is sent
     * @param maxReceivedBytes above it nothing is processed
     */
    public record Limits(int maxSentBytes, int maxReceivedBytes) {
        /** 64 MiB each. */
        public static final Limits DEFAULT = new Limits(64 << 20, 64 << 20);

        /** Checks that both are positive. */
        public Limits {
            if (maxSentBytes <= 0 || maxReceivedBytes <= 0) {
                throw new IllegalArgumentException(
                        "limits must be positive: sent " + maxSentBytes + ", received " + maxReceivedBytes);
            }
        }
    }

    /** Returns a target with the defaults: no headers, no gzip, no WebSocket compression, ping after 30 s, 10 s for the pong. */
    public static ConnectionTarget of(URI endpoint) {
        return new ConnectionTarget(
                endpoint,
                Map.of(),
                TlsSettings.DEFAULT,
                ProxySettings.SYSTEM,
                Timeouts.DEFAULT,
                Limits.DEFAULT,
                false,
                false,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    /** Returns whether the endpoint is a WebSocket. */
    public boolean isWebSocket() {
        String scheme = endpoint.getScheme();
        return "ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme);
    }

    /** Returns whether what is sent crosses a network in the clear. Decided by the endpoint's text alone; nothing is looked up. */
    public boolean isInTheClear() {
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("ws")) && !isLoopback(String.valueOf(EndpointHost.of(endpoint)));
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }

    /** Names the headers without their values, and the endpoint without user info, query and fragment. */
    @Override
    public String toString() {
        return "ConnectionTarget[" + endpoint.getScheme() + "://" + EndpointHost.of(endpoint) + ":"
                + EndpointHost.port(endpoint) + endpoint.getPath() + ", headers=" + headers.keySet() + ", tls=" + tls
                + ", proxy=" + proxy + "]";
    }
}
