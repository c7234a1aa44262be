package io.amp4j.otel.internal.setup;

import io.amp4j.otel.internal.text.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks {@code AMP_OTEL_ENDPOINT}, and computes the address that spans are posted to. */
public final class EndpointRule {
    /** The one path of AMP's gateway, below the endpoint. */
    public static final String TRACES_PATH = "/v1/traces";

    private static final Pattern HTTP = Pattern.compile("(?i)https?://");
    private static final String EXAMPLE = "for example https://gateway.example.com/otel";

    private EndpointRule() {}

    /**
     * Returns the address that spans are posted to, or adds to {@code problems} everything that is wrong with {@code value}. Messages quote
     * no part of the value that may hold a secret.
     */
    public static Optional<URI> resolve(String source, String value, List<String> problems) {
        String text = value.strip();
        URI uri;
        try {
            uri = new URI(text);
            if (!canBeSent(uri)) {
                throw new URISyntaxException(text, "half a character", unpaired(text));
            }
        } catch (URISyntaxException e) {
            problems.add(source + " is not a URL (at character " + (e.getIndex() + 1) + "), found " + found(text)
                    + "; write " + EXAMPLE);
            return Optional.empty();
        }
        int before = problems.size();
        Optional<ServerAddress> server = ServerAddress.of(uri);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            problems.add(source + " must start with http:// or https://, found " + found(text) + "; write " + EXAMPLE);
        } else if (server.isEmpty() && uri.getRawUserInfo() == null && !text.contains("@")) {
            problems.add(source + " has no valid host name, found " + found(text) + "; write " + EXAMPLE);
        }
        if (uri.getRawUserInfo() != null || (uri.getHost() == null && text.contains("@"))) {
            problems.add(source
                    + " must not hold user info (the part before '@'); AMP takes the key of AMP_AGENT_API_KEY only");
        }
        if (uri.getRawQuery() != null) {
            problems.add(
                    source + " must not hold a query (the part after '?'); give the base address only, " + EXAMPLE);
        }
        if (uri.getRawFragment() != null) {
            problems.add(
                    source + " must not hold a fragment (the part after '#'); give the base address only, " + EXAMPLE);
        }
        int port = server.map(ServerAddress::port).orElse(-1);
        // Text that looks like a port before an @ is the beginning of a password.
        if ((port == 0 || port > 65_535) && !text.contains("@")) {
            problems.add(source + " has the port " + port + "; allowed are 1 to 65535");
        }
        if (problems.size() > before || server.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                URI.create(scheme + "://" + server.get().authority() + tracesPath(String.valueOf(uri.getRawPath()))));
    }

    /** Whether the address can be encoded, which {@link URI} does not check: half a surrogate pair cannot. */
    public static boolean canBeSent(URI endpoint) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(endpoint.toString());
    }

    private static int unpaired(String text) {
        int at = 0;
        while (Character.getType(text.codePointAt(at)) != Character.SURROGATE) {
            at += Character.charCount(text.codePointAt(at));
        }
        return at;
    }

    private static String tracesPath(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        String base = path.substring(0, end);
        return base.endsWith(TRACES_PATH) ? base : base + TRACES_PATH;
    }

    /**
     * Returns what stands where an endpoint belongs: the URL without the parts that may hold a secret, and only the length of what is no URL,
     * since endpoint and key are easily swapped.
     */
    public static String shown(String text) {
        if (!HTTP.matcher(text).lookingAt()) {
            return Printable.described(text)
                    + " without http:// or https://, which may be the key; are endpoint and key swapped?";
        }
        return Printable.text(withoutSecrets(text), Printable.LONGEST);
    }

    private static String found(String text) {
        return HTTP.matcher(text).lookingAt() ? "\"" + shown(text) + "\"" : shown(text);
    }

    private static String withoutSecrets(String url) {
        String address = url.split("[?#]", 2)[0];
        int authority = address.indexOf("//") + 2;
        int at = url.lastIndexOf('@');
        if (at > address.length()) {
            // The ? or # may be part of a password, so everything before and after it may be secret.
            return url.substring(0, authority) + "***";
        }
        return at < authority ? address : url.substring(0, authority) + "***" + address.substring(at);
    }

    /** Returns the address for a log: without user info, query and fragment, which may hold a secret. */
    public static String address(URI endpoint) {
        return shown(endpoint.toString());
    }

    /** Returns whether the key would be sent over a network without encryption. Depends only on the host's name; no name is resolved. */
    public static boolean exposesKey(URI endpoint) {
        return "http".equals(endpoint.getScheme())
                && !isLoopback(
                        ServerAddress.of(endpoint).map(ServerAddress::bareHost).orElse(""));
    }

    /** Whether the name, or the address without brackets, is that of this machine. */
    static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("::1")
                || name.matches("127(\\.\\d{1,3}){3}");
    }
}
