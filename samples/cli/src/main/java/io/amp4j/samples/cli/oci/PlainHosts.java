package io.amp4j.samples.cli.oci;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The hosts with which plain HTTP is spoken: those of this machine, and those that the user names. */
final class PlainHosts {
    private static final Pattern LOOPBACK =
            Pattern.compile("(?:.+\\.)?localhost|127(?:\\.[0-9]{1,3}){3}|\\[(?:::1|::ffff:127\\..*)\\]");

    private final Set<String> named;

    PlainHosts(Set<String> named) {
        this.named = named.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a host with an optional port is one of them; a host without a port includes all its ports. */
    boolean contains(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        String host = host(lower);
        return isLoopback(host) || named.contains(lower) || named.contains(host);
    }

    /**
     * Returns what is wrong with going on from one place to another that it names, as the end of a sentence; nothing if that is safe:
     * encrypted, or in the clear to one of these hosts if it was in the clear before. This machine is for servers of this machine to name:
     * what listens here may belong to another user.
     */
    Optional<String> problem(URI from, URI to) {
        boolean isHttps = "https".equalsIgnoreCase(to.getScheme());
        boolean isPlain = "http".equalsIgnoreCase(to.getScheme());
        if (to.getHost() == null
                || to.getRawUserInfo() != null
                || !(isHttps || (isPlain && contains(to.getRawAuthority())))) {
            return Optional.of("neither https nor a host with which plain HTTP is allowed");
        }
        if (isPlain && "https".equalsIgnoreCase(from.getScheme())) {
            return Optional.of("plain HTTP, which nothing that came by https is sent over");
        }
        if (isLoopback(to.getHost()) && !isLoopback(from.getHost())) {
            return Optional.of("on this machine, where only a registry of this machine can lead");
        }
        return Optional.empty();
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']') && colon >= 0;
        return hasPort ? authority.substring(0, colon) : authority;
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
