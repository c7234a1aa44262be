package io.amp4j.opamp.internal.text;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The host of a URL, even if {@link URI} returns none, as for names with underscores, which Docker Compose creates. */
public final class EndpointHost {
    private static final Pattern AUTHORITY =
            Pattern.compile("([A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?)\\.?(?::([0-9]{0,5}))?");

    private EndpointHost() {}

    /** Returns the host, in brackets if it is an IPv6 address, or null if there is no valid one. */
    public static @Nullable String of(URI url) {
        if (url.getHost() != null) {
            return url.getHost();
        }
        Matcher matcher = matcher(url);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** Returns the port, or -1 if there is none. */
    public static int port(URI url) {
        if (url.getHost() != null) {
            return url.getPort();
        }
        Matcher matcher = matcher(url);
        return matcher.matches()
                        && matcher.group(2) != null
                        && !matcher.group(2).isEmpty()
                ? Integer.parseInt(matcher.group(2))
                : -1;
    }

    /** Returns whether a host is a loopback host, only by its text; no name is resolved. */
    public static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || name.matches("127(\\.\\d{1,3}){3}");
    }

    private static Matcher matcher(URI url) {
        String authority = url.getRawAuthority();
        // Credentials before the host are of no interest here.
        return AUTHORITY.matcher(authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1));
    }

    /** Returns the user info before the {@code @} of a URL, or null. */
    public static @Nullable String userInfo(URI url) {
        String authority = url.getRawAuthority();
        int at = authority == null ? -1 : authority.lastIndexOf('@');
        return authority == null || at < 0 ? null : authority.substring(0, at);
    }
}
