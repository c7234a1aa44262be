package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.EndpointHost;
import io.amp4j.opamp.internal.text.Printable;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxy between the client and a server. An immutable value; {@link #toString()} names the proxy and never its credentials or header
 * values.
 *
 * <p>By default ({@link #SYSTEM}) the proxy selector of the JVM decides, as set by {@code https.proxyHost} and the like.
 *
 * @since 0.1.0
 */
public final class ProxySettings {

    /** Uses the proxy that the JVM's proxy selector returns. */
    public static final ProxySettings SYSTEM = new ProxySettings(Kind.SYSTEM, "", 0, null, Map.of());

    /** Connects without a proxy, whatever the JVM's settings are. */
    public static final ProxySettings DIRECT = new ProxySettings(Kind.DIRECT, "", 0, null, Map.of());

    /**
     * The kinds of proxies. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Kind {
        /** The proxy that the JVM's proxy selector returns. */
        SYSTEM,
        /** No proxy. */
        DIRECT,
        /** An HTTP proxy, reached without TLS. */
        HTTP,
        /** An HTTP proxy, reached over TLS with the TLS settings of the connection that uses it. */
        HTTPS,
        /** A SOCKS version 5 proxy; it resolves the names of servers. */
        SOCKS5
    }

    private final Kind kind;
    private final String host;
    private final int port;
    private final @Nullable PasswordAuthentication credentials;
    private final Map<String, List<String>> connectHeaders;

    private ProxySettings(
            Kind kind,
            String host,
            int port,
            @Nullable PasswordAuthentication credentials,
            Map<String, List<String>> connectHeaders) {
        this.kind = kind;
        this.host = host;
        this.port = port;
        this.credentials = credentials;
        this.connectHeaders = connectHeaders;
    }

    /**
     * Returns the proxy at {@code url}, without further settings.
     *
     * @throws OpampException as {@link Builder#build()}
     */
    public static ProxySettings of(String url) {
        return builder(url).build();
    }

    /**
     * Returns a builder of a proxy at {@code url}: {@code http://host:port}, {@code https://host:port}, {@code socks5://host:port} or
     * {@code host:port}, which means {@code http}. The port defaults to 80, 443 and 1080. A {@code user:password@} before the host is taken
     * as the credentials.
     */
    public static Builder builder(String url) {
        return new Builder(requireNonNull(url, "url"));
    }

    /** Returns the kind of this proxy. */
    public Kind kind() {
        return kind;
    }

    /** Returns the host, empty for {@link #SYSTEM} and {@link #DIRECT}. */
    public String host() {
        return host;
    }

    /** Returns the port, 0 for {@link #SYSTEM} and {@link #DIRECT}. */
    public int port() {
        return port;
    }

    /** Returns the user name and password for the proxy. */
    public Optional<PasswordAuthentication> credentials() {
        return Optional.ofNullable(credentials);
    }

    /** Returns the headers of CONNECT requests; no other request carries them. */
    public Map<String, List<String>> connectHeaders() {
        return connectHeaders;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProxySettings that
                && kind == that.kind
                && host.equals(that.host)
                && port == that.port
                && connectHeaders.equals(that.connectHeaders)
                && Objects.equals(secret(), that.secret());
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, host, port, connectHeaders.keySet());
    }

    private @Nullable List<String> secret() {
        return credentials == null
                ? null
                : List.of(credentials.getUserName(), String.valueOf(credentials.getPassword()));
    }

    /** Names the proxy; credentials and header values are left out. */
    @Override
    public String toString() {
        if (kind == Kind.SYSTEM || kind == Kind.DIRECT) {
            return "ProxySettings[" + kind + "]";
        }
        return "ProxySettings[" + kind + " " + Printable.text(host) + ":" + port
                + (credentials == null ? "" : ", with credentials")
                + (connectHeaders.isEmpty() ? "" : ", connectHeaders=" + Printable.names(connectHeaders.keySet()))
                + "]";
    }

    /**
     * Builds the settings of one proxy. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        /** The longest name in DNS. */
        private static final int LONGEST_HOST = 253;

        private final String url;
        private final Map<String, List<String>> connectHeaders = new LinkedHashMap<>();
        private @Nullable PasswordAuthentication credentials;

        private Builder(String url) {
            this.url = url;
        }

        /** Sets the user name and password; they override those in the URL. HTTP proxies get them as Basic authentication. */
        public Builder credentials(String user, String password) {
            credentials = new PasswordAuthentication(
                    requireNonNull(user, "user"),
                    requireNonNull(password, "password").toCharArray());
            return this;
        }

        /** Adds a header to the CONNECT requests of HTTP proxies; other proxies and requests never carry it. */
        public Builder connectHeader(String name, String value) {
            connectHeaders
                    .computeIfAbsent(requireNonNull(name, "name"), key -> new ArrayList<>())
                    .add(requireNonNull(value, "value"));
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws OpampException if the URL is not one of a proxy, or a header cannot be sent; the message says everything that is wrong
         */
        public ProxySettings build() {
            List<String> problems = new ArrayList<>();
            for (Map.Entry<String, List<String>> header : connectHeaders.entrySet()) {
                checkHeader(header.getKey(), header.getValue(), problems);
            }
            URI parsed = parse(problems);
            if (parsed == null || !problems.isEmpty()) {
                throw new OpampException("the proxy cannot be used: " + String.join("; ", problems));
            }
            Kind kind = kind(parsed.getScheme());
            Map<String, List<String>> headers = new LinkedHashMap<>();
            connectHeaders.forEach((name, values) -> headers.put(name, List.copyOf(values)));
            return new ProxySettings(
                    requireNonNull(kind),
                    requireNonNull(EndpointHost.of(parsed)),
                    EndpointHost.port(parsed) >= 0 ? EndpointHost.port(parsed) : defaultPort(kind),
                    credentials != null ? credentials : fromUserInfo(EndpointHost.userInfo(parsed)),
                    Collections.unmodifiableMap(headers));
        }

        /** The URL may hold a password, so no message repeats it. */
        private @Nullable URI parse(List<String> problems) {
            String text = url.strip();
            if (text.isEmpty()) {
                problems.add("its URL is empty; give host:port or http://host:port");
                return null;
            }
            URI parsed;
            try {
                parsed = new URI(text.contains("://") ? text : "http://" + text);
            } catch (URISyntaxException e) {
                problems.add(
                        "its URL cannot be read at character " + e.getIndex() + "; give host:port or http://host:port");
                return null;
            }
            if (kind(parsed.getScheme()) == null) {
                String scheme = String.valueOf(parsed.getScheme());
                problems.add("its scheme " + (scheme.matches("[a-z]{1,8}") ? "'" + scheme + "' " : "")
                        + "is unknown; known are http, https and socks5");
            }
            String host = EndpointHost.of(parsed);
            if (host == null || host.length() > LONGEST_HOST) {
                problems.add("its URL names no host; give host:port or http://host:port");
            }
            int port = EndpointHost.port(parsed);
            if (port == 0 || port > 65535) {
                problems.add("its port " + port + " is not between 1 and 65535");
            }
            return parsed;
        }

        private static void checkHeader(String name, List<String> values, List<String> problems) {
            boolean token = !name.isEmpty()
                    && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
            if (!token) {
                problems.add("the name of a connect header is of letters, digits and -; this is "
                        + Printable.described(name) + "; are name and value swapped?");
            }
            if (values.stream().anyMatch(value -> value.chars().anyMatch(c -> (c != '\t' && c < ' ') || c > 0x7e))) {
                problems.add("the value of its connect header '" + Printable.text(name, Copies.LONGEST_SHOWN)
                        + "' holds a character that no header can carry");
            }
        }

        private static @Nullable Kind kind(@Nullable String scheme) {
            return switch (scheme == null ? "" : scheme.toLowerCase(Locale.ROOT)) {
                case "http" -> Kind.HTTP;
                case "https" -> Kind.HTTPS;
                case "socks5", "socks5h", "socks" -> Kind.SOCKS5;
                default -> null;
            };
        }

        private static int defaultPort(Kind kind) {
            return kind == Kind.HTTP ? 80 : kind == Kind.HTTPS ? 443 : 1080;
        }

        private static @Nullable PasswordAuthentication fromUserInfo(@Nullable String raw) {
            if (raw == null || raw.isEmpty()) {
                return null;
            }
            int colon = raw.indexOf(':');
            String user = colon < 0 ? raw : raw.substring(0, colon);
            String password = colon < 0 ? "" : raw.substring(colon + 1);
            return new PasswordAuthentication(decode(user), decode(password).toCharArray());
        }

        /** In the user part of a URL a plus sign is literal, unlike in a form. */
        private static String decode(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
