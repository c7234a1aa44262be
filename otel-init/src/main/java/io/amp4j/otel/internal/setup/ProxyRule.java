package io.amp4j.otel.internal.setup;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, as curl and Go read them. The spelling in small letters wins;
 * {@code HTTP_PROXY} in capital letters does not count in a CGI program, where a client could set it.
 *
 * @param http for {@code http} endpoints
 * @param https for {@code https} endpoints
 * @param exceptions the entries of {@code NO_PROXY}, in small letters
 */
public record ProxyRule(Variable http, Variable https, List<String> exceptions) {
    /** No variable is set. */
    public static final ProxyRule NONE = new ProxyRule(Variable.UNSET, Variable.UNSET, List.of());

    private static final Pattern URL = Pattern.compile(
            "(?:([A-Za-z0-9+.-]+)://)?(?:(.*)@)?(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::(\\d{1,5}))?/?");
    private static final Pattern ENTRY = Pattern.compile("(\\[[0-9a-f:.]+]|[^:]+|[0-9a-f]*+:[0-9a-f:.]*)(?::(\\d+))?");

    /** Copies the list. */
    public ProxyRule {
        exceptions = List.copyOf(exceptions);
    }

    /** The kinds of proxies. */
    public enum Kind {
        /** An HTTP proxy. */
        HTTP,
        /** An HTTP proxy that is reached over TLS. */
        HTTPS,
        /** A SOCKS proxy. */
        SOCKS
    }

    /**
     * A proxy.
     *
     * @param source the name of the variable, or what else names the proxy
     * @param authorization the value of {@code Proxy-Authorization}
     * @param connectHeaders further headers of CONNECT requests
     */
    public record Proxy(
            String source,
            Kind kind,
            String host,
            int port,
            @Nullable String authorization,
            Map<String, List<String>> connectHeaders) {
        /** Names the proxy, and never its password. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** What a variable holds: a proxy, or a problem, or nothing. */
    public record Variable(Optional<Proxy> proxy, Optional<String> problem) {
        static final Variable UNSET = new Variable(Optional.empty(), Optional.empty());
    }

    /** Reads the variables. */
    public static ProxyRule of(Settings settings) {
        boolean cgi = settings.find("REQUEST_METHOD").isPresent();
        Optional<Settings.Found> http =
                settings.find("http_proxy").or(() -> cgi ? Optional.empty() : settings.find("HTTP_PROXY"));
        Optional<Settings.Found> https = settings.find("https_proxy").or(() -> settings.find("HTTPS_PROXY"));
        Optional<Settings.Found> none = settings.find("no_proxy").or(() -> settings.find("NO_PROXY"));
        return new ProxyRule(
                http.map(ProxyRule::parse).orElse(Variable.UNSET),
                https.map(ProxyRule::parse).orElse(Variable.UNSET),
                none.map(found -> exceptions(found.value())).orElse(List.of()));
    }

    /** Returns the proxy for that endpoint, or a problem with it, or empty. */
    public Variable to(URI endpoint) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        Variable variable = scheme.equals("https") ? https : http;
        Optional<ServerAddress> server = ServerAddress.of(endpoint);
        if (variable.equals(Variable.UNSET)
                || server.isEmpty()
                || isExcepted(server.get().bareHost(), server.get().portOr(scheme))) {
            return Variable.UNSET;
        }
        return variable;
    }

    private static Variable parse(Settings.Found found) {
        Matcher url = URL.matcher(found.value());
        Kind kind = url.matches() ? kind(url.group(1)) : null;
        int port = kind == null ? 0 : url.group(4) == null ? defaultPort(kind) : Integer.parseInt(url.group(4));
        if (kind == null || port < 1 || port > 65_535) {
            return problem(
                    found,
                    "cannot be used as a proxy; write http://host:port, or http://user:password@host:port"
                            + " with %40 for @ and so on (https:// and socks5:// are known too)");
        }
        String user = url.group(2);
        if (user != null && kind == Kind.SOCKS) {
            return problem(found, "names a SOCKS proxy with a password, which is not supported; use an HTTP proxy");
        }
        Proxy proxy = new Proxy(found.source(), kind, url.group(3), port, user == null ? null : basic(user), Map.of());
        return new Variable(Optional.of(proxy), Optional.empty());
    }

    /** The value may hold a password, so no message repeats it. */
    private static Variable problem(Settings.Found found, String what) {
        return new Variable(Optional.empty(), Optional.of(found.source() + " " + what));
    }

    private static @Nullable Kind kind(@Nullable String scheme) {
        return switch (scheme == null ? "http" : scheme.toLowerCase(Locale.ROOT)) {
            case "http" -> Kind.HTTP;
            case "https" -> Kind.HTTPS;
            case "socks5", "socks5h", "socks" -> Kind.SOCKS;
            default -> null;
        };
    }

    private static int defaultPort(Kind kind) {
        return switch (kind) {
            case HTTP -> 80;
            case HTTPS -> 443;
            case SOCKS -> 1080;
        };
    }

    private static String basic(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return basic(decoded(user), decoded(password));
    }

    /** Returns the value of {@code Proxy-Authorization} for a user. */
    public static String basic(String user, String password) {
        String pair = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** A plus sign is literal here, unlike in a form, and so is a percent sign that encodes nothing. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static List<String> exceptions(String list) {
        return Arrays.stream(list.split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** This machine is never reached through a proxy. */
    private boolean isExcepted(String host, int port) {
        String name = withoutDot(host.toLowerCase(Locale.ROOT));
        return EndpointRule.isLoopback(name) || exceptions.stream().anyMatch(entry -> covers(entry, name, port));
    }

    /** A name may end in the dot of the root and is the same name without. */
    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean covers(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        Optional<Boolean> inNetwork = NetworkRange.covers(entry, host);
        if (inNetwork.isPresent()) {
            return inNetwork.get();
        }
        Matcher parts = ENTRY.matcher(entry);
        if (!parts.matches() || (parts.group(2) != null && !parts.group(2).equals(String.valueOf(port)))) {
            return false;
        }
        String name = parts.group(1);
        name = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        name = withoutDot(name);
        name = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
    }
}
