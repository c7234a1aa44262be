package io.amp4j.samples.cli.oci;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The hosts with which plain HTTP is spoken: those of this machine, and those that the user names. */
final class PlainHosts {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]");

    private final Set<String> named;

    PlainHosts(Set<String> named) {
        this.named = named.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a host with an optional port is one of them; a host named without a port stands for all its ports. */
    boolean contains(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        int colon = lower.lastIndexOf(':');
        boolean hasPort = colon > lower.lastIndexOf(']') && colon >= 0;
        String host = hasPort ? lower.substring(0, colon) : lower;
        return LOOPBACK.matcher(host).matches() || named.contains(lower) || named.contains(host);
    }

    /** Returns whether a request may go there: encrypted, or in the clear to one of these. */
    boolean allow(URI uri) {
        if ("https".equalsIgnoreCase(uri.getScheme())) {
            return uri.getHost() != null;
        }
        return "http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && contains(uri.getRawAuthority());
    }
}
