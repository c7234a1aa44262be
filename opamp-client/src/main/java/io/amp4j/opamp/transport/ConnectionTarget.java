package io.amp4j.opamp.transport;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.internal.checks.Checks;
import io.amp4j.opamp.internal.text.EndpointHost;
import io.amp4j.opamp.internal.text.HeaderText;
import io.amp4j.opamp.internal.text.Printable;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where to connect, and how. An immutable value, made by the client from the options of its builder; {@link #toString()} shows no header
 * value and no credentials.
 *
 * @since 0.1.0
 */
public final class ConnectionTarget {

    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    private final URI endpoint;
    private final Map<String, List<String>> headers;
    private final TlsSettings tls;
    private final ProxySettings proxy;
    private final ConnectionTimeouts timeouts;
    private final MessageLimits limits;
    private final boolean gzipRequests;
    private final boolean webSocketCompression;
    private final Duration pingInterval;
    private final Duration pongTimeout;

    private ConnectionTarget(Builder builder) {
        endpoint = builder.endpoint;
        headers = builder.headers;
        tls = builder.tls;
        proxy = builder.proxy;
        timeouts = builder.timeouts;
        limits = builder.limits;
        gzipRequests = builder.gzipRequests;
        webSocketCompression = builder.webSocketCompression;
        pingInterval = builder.pingInterval;
        pongTimeout = builder.pongTimeout;
    }

    /** Returns a target with the defaults, as {@link #builder} does. */
    public static ConnectionTarget of(URI endpoint) {
        return builder(endpoint).build();
    }

    /**
     * Returns a builder with the defaults: no headers, no gzip, no WebSocket compression, ping after 30 s, 10 s for the pong.
     *
     * @param endpoint an absolute {@code http}, {@code https}, {@code ws} or {@code wss} URL
     * @throws IllegalArgumentException if it is another URL, or holds a user and password
     */
    public static Builder builder(URI endpoint) {
        return new Builder(requireNonNull(endpoint, "endpoint"));
    }

    /** Returns a builder with the values of this target. */
    public Builder toBuilder() {
        Builder builder = new Builder(endpoint);
        builder.headers = headers;
        return builder.tls(tls)
                .proxy(proxy)
                .timeouts(timeouts)
                .limits(limits)
                .gzipRequests(gzipRequests)
                .webSocketCompression(webSocketCompression)
                .pingInterval(pingInterval)
                .pongTimeout(pongTimeout);
    }

    /** Returns the URL of the server. */
    public URI endpoint() {
        return endpoint;
    }

    /**
     * Returns the headers to send with every HTTP request and with the WebSocket upgrade, in order; values may repeat. The transport itself
     * sets the headers of the protocol ({@code Content-Type}, {@code OpAMP-Instance-UID}, and those of the upgrade and of the body's length
     * and encoding).
     */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Returns the TLS settings, which are used with {@code https} and {@code wss}, and with an {@code https} proxy. */
    public TlsSettings tls() {
        return tls;
    }

    /** Returns the proxy. */
    public ProxySettings proxy() {
        return proxy;
    }

    /** Returns the timeouts. */
    public ConnectionTimeouts timeouts() {
        return timeouts;
    }

    /** Returns the limits of message sizes. */
    public MessageLimits limits() {
        return limits;
    }

    /** Returns whether HTTP request bodies are compressed with gzip. */
    public boolean gzipRequests() {
        return gzipRequests;
    }

    /** Returns whether permessage-deflate is offered to a WebSocket server. */
    public boolean webSocketCompression() {
        return webSocketCompression;
    }

    /** Returns how long a WebSocket may be silent before a ping is sent; zero sends none. */
    public Duration pingInterval() {
        return pingInterval;
    }

    /** Returns how long a WebSocket may stay silent after a ping is written before it counts as lost. */
    public Duration pongTimeout() {
        return pongTimeout;
    }

    /** Returns whether the endpoint is a WebSocket. */
    public boolean isWebSocket() {
        String scheme = endpoint.getScheme();
        return "ws".equalsIgnoreCase(scheme) || "wss".equalsIgnoreCase(scheme);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionTarget that
                && endpoint.equals(that.endpoint)
                && headers.equals(that.headers)
                && tls.equals(that.tls)
                && proxy.equals(that.proxy)
                && timeouts.equals(that.timeouts)
                && limits.equals(that.limits)
                && gzipRequests == that.gzipRequests
                && webSocketCompression == that.webSocketCompression
                && pingInterval.equals(that.pingInterval)
                && pongTimeout.equals(that.pongTimeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                endpoint,
                headers.keySet(),
                tls,
                proxy,
                timeouts,
                limits,
                gzipRequests,
                webSocketCompression,
                pingInterval,
                pongTimeout);
    }

    /** Names the headers without their values, and the endpoint without query and fragment. */
    @Override
    public String toString() {
        return "ConnectionTarget[" + endpoint.getScheme() + "://" + EndpointHost.of(endpoint) + ":"
                + EndpointHost.port(endpoint) + Printable.text(endpoint.getPath()) + ", headers="
                + Printable.names(headers.keySet()) + ", tls=" + tls
                + ", proxy=" + proxy + "]";
    }

    /**
     * Builds a target. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private URI endpoint;
        private Map<String, List<String>> headers = Map.of();
        private TlsSettings tls = TlsSettings.DEFAULT;
        private ProxySettings proxy = ProxySettings.SYSTEM;
        private ConnectionTimeouts timeouts = ConnectionTimeouts.DEFAULT;
        private MessageLimits limits = MessageLimits.DEFAULT;
        private boolean gzipRequests;
        private boolean webSocketCompression;
        private Duration pingInterval = Duration.ofSeconds(30);
        private Duration pongTimeout = Duration.ofSeconds(10);

        private Builder(URI endpoint) {
            this.endpoint = checked(endpoint);
        }

        /**
         * Sets another endpoint.
         *
         * @throws IllegalArgumentException as {@link ConnectionTarget#builder}
         */
        public Builder endpoint(URI value) {
            endpoint = checked(requireNonNull(value, "value"));
            return this;
        }

        private static URI checked(URI endpoint) {
            String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
            if (!SCHEMES.contains(scheme)) {
                throw new IllegalArgumentException("the scheme of an endpoint must be http, https, ws or wss: "
                        + (scheme.matches("[a-z]{1,8}") ? scheme : Printable.described(endpoint.toString())));
            }
            if (EndpointHost.userInfo(endpoint) != null) {
                throw new IllegalArgumentException(
                        "the endpoint must not hold a user and password; send an Authorization header instead");
            }
            return endpoint;
        }

        /**
         * Sets all headers; they replace those set before.
         *
         * @throws IllegalArgumentException if a name or a value cannot be sent; the message does not hold the value
         */
        public Builder headers(Map<String, List<String>> value) {
            requireNonNull(value, "value").keySet().forEach(name -> requireNonNull(name, "value has a null key"));
            Map<String, List<String>> copy = new LinkedHashMap<>();
            value.forEach((name, values) -> copy.put(name, List.copyOf(values)));
            HeaderText.check(copy);
            headers = Collections.unmodifiableMap(copy);
            return this;
        }

        /** Sets certificates and TLS options. Default: {@link TlsSettings#DEFAULT}. */
        public Builder tls(TlsSettings value) {
            tls = requireNonNull(value, "value");
            return this;
        }

        /** Sets the proxy. Default: {@link ProxySettings#SYSTEM}. */
        public Builder proxy(ProxySettings value) {
            proxy = requireNonNull(value, "value");
            return this;
        }

        /** Sets the timeouts. Default: {@link ConnectionTimeouts#DEFAULT}. */
        public Builder timeouts(ConnectionTimeouts value) {
            timeouts = requireNonNull(value, "value");
            return this;
        }

        /** Sets the limits of message sizes. Default: {@link MessageLimits#DEFAULT}. */
        public Builder limits(MessageLimits value) {
            limits = requireNonNull(value, "value");
            return this;
        }

        /** Sets whether HTTP request bodies are compressed. Default: no. */
        public Builder gzipRequests(boolean value) {
            gzipRequests = value;
            return this;
        }

        /** Sets whether compression is offered on WebSocket. Default: no. */
        public Builder webSocketCompression(boolean value) {
            webSocketCompression = value;
            return this;
        }

        /** Sets how long a WebSocket may be silent before a ping is sent; zero sends none. Default: 30 s. */
        public Builder pingInterval(Duration value) {
            pingInterval = Checks.notNegative("pingInterval", value);
            return this;
        }

        /** Sets how long the answer to a ping may take. Default: 10 s. */
        public Builder pongTimeout(Duration value) {
            pongTimeout = Checks.positive("pongTimeout", value);
            return this;
        }

        /** Returns the target. */
        public ConnectionTarget build() {
            return new ConnectionTarget(this);
        }
    }
}
