package io.amp4j.otel.internal.setup;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server that a URL names. Unlike {@link URI}, this accepts hosts with an underscore, which Docker Compose creates from the names of
 * services.
 *
 * @param host a name or an address, IPv6 addresses in brackets
 * @param port the port, or -1 for that of the scheme
 */
public record ServerAddress(String host, int port) {
    private static final Pattern AUTHORITY = Pattern.compile("([A-Za-z0-9._-]{1,253})(?::(\\d{0,9}))?");

    /** Returns the server, unless the URL names none. */
    public static Optional<ServerAddress> of(URI url) {
        if (url.getHost() != null) {
            return Optional.of(new ServerAddress(url.getHost(), url.getPort()));
        }
        Matcher authority = AUTHORITY.matcher(String.valueOf(url.getRawAuthority()));
        if (url.getRawAuthority() == null || !authority.matches()) {
            return Optional.empty();
        }
        String host = authority.group(1);
        // Only the underscore is forgiven: what else URI refuses is a mistake, such as an address with five numbers.
        if (host.indexOf('_') < 0
                || URI.create("http://" + host.replace('_', 'x')).getHost() == null) {
            return Optional.empty();
        }
        String port = authority.group(2);
        return Optional.of(new ServerAddress(host, port == null || port.isEmpty() ? -1 : Integer.parseInt(port)));
    }

    /** Returns the host without brackets. */
    public String bareHost() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns the port, or that of the scheme when none is named. */
    public int portOr(String scheme) {
        return port >= 0 ? port : scheme.toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    /** Returns host and port as the {@code Host} header writes them. */
    public String authority() {
        return port < 0 ? host : host + ":" + port;
    }
}
