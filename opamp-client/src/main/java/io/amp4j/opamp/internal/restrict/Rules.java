package io.amp4j.opamp.internal.restrict;

import io.amp4j.opamp.internal.text.EndpointHost;
import io.amp4j.opamp.internal.text.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules about the content of a document.
 *
 * @param allowed the allowed paths; everything is allowed if empty
 * @param denied the denied paths
 * @param hosts the allowed hosts of values at certain paths: exact, or {@code *.} and a domain
 * @param deniedValues the patterns of denied texts
 */
public record Rules(
        List<PathPattern> allowed,
        List<PathPattern> denied,
        Map<PathPattern, List<String>> hosts,
        List<String> deniedValues) {
    /** Rules without any restriction. */
    static final Rules NONE = new Rules(List.of(), List.of(), Map.of(), List.of());

    /** Schemes whose host is the peer of the connection. With other schemes it may be a name server, or a part of a path. */
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss", "grpc", "grpcs", "tcp", "udp");

    private static final int LONGEST_SHOWN = 200;

    public Rules {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        hosts = Map.copyOf(hosts);
        deniedValues = List.copyOf(deniedValues);
    }

    /** Returns why a map, a list or a value is not allowed at a path, or null. */
    @Nullable
    String problemOf(List<String> path, boolean isValue) {
        if (denied.stream().anyMatch(pattern -> pattern.covers(path))) {
            return shown(path) + " is not allowed";
        }
        boolean isAllowed = allowed.isEmpty()
                || allowed.stream().anyMatch(pattern -> pattern.covers(path) || (!isValue && pattern.mayLead(path)));
        return isAllowed ? null : shown(path) + " is not among what is allowed";
    }

    /** Returns why a text is not allowed at a path, or null. */
    @Nullable
    String problemOf(List<String> path, String text) {
        for (String pattern : deniedValues) {
            if (Glob.matches(pattern, text)) {
                return shown(path) + " has a value like '" + pattern + "', which is not allowed";
            }
        }
        for (Map.Entry<PathPattern, List<String>> rule : hosts.entrySet()) {
            if (rule.getKey().matches(path)) {
                String host = host(text);
                if (host == null) {
                    return shown(path) + " has no host that can be read";
                }
                if (rule.getValue().stream().noneMatch(allowed -> isHost(allowed, host))) {
                    return shown(path) + " names the host '" + Printable.text(host, LONGEST_SHOWN)
                            + "', which is not allowed";
                }
            }
        }
        return null;
    }

    private static boolean isHost(String allowed, String host) {
        String lower = allowed.toLowerCase(Locale.ROOT);
        return lower.startsWith("*.") ? host.endsWith(lower.substring(1)) : host.equals(lower);
    }

    /** Returns the host of a URL, or of a host with a port, in lower case; null if another parser could read another host. */
    private static @Nullable String host(String text) {
        if (text.contains(",") || text.contains(";")) {
            return null;
        }
        try {
            boolean hasScheme = text.contains("://");
            URI url = new URI(hasScheme ? text : "//" + text);
            if (hasScheme && !SCHEMES.contains(String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT))) {
                return null;
            }
            String host = EndpointHost.of(url);
            return host == null ? null : host.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    static String shown(List<String> path) {
        return "'" + Printable.text(String.join(".", path), LONGEST_SHOWN) + "'";
    }
}
