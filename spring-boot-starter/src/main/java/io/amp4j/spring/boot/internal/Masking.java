package io.amp4j.spring.boot.internal;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes secrets out of the values of properties, by what the key says and by how the value looks. */
final class Masking {
    /** What stands in place of a secret. */
    static final String MASK = "******";

    private static final List<String> TELLING = List.of(
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "secret",
            "token",
            "credential",
            "authorization",
            "apikey",
            "accesskey",
            "privatekey",
            "cookie",
            "connectionstring",
            "signature",
            "saltkey");
    /** In and below these anything may be a secret. */
    private static final Set<String> OPAQUE = Set.of("headers", "header", "credentials");

    /** Up to the last at sign, as a password may have some in it. */
    private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/\\s?#]+(?=@)");

    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)([a-z_-]*(?:password|passwd|pwd|secret|token|credential|signature|key)[a-z_-]*\\s*[=:]\\s*)[^&;,\\s]+");
    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)\\s+\\S+");
    private static final Pattern PEM = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");

    private Masking() {}

    /** Returns the value, or what may be shown of it. */
    static String masked(String key, String value) {
        if (value.isEmpty()) {
            return value;
        }
        if (isSecret(key) || PEM.matcher(value).find()) {
            return MASK;
        }
        String shown = USER_INFO.matcher(value).replaceAll(MASK);
        shown = PARAMETER.matcher(shown).replaceAll("$1" + MASK);
        return SCHEME.matcher(shown).replaceAll("$1 " + MASK);
    }

    private static boolean isSecret(String key) {
        List<String> elements = Keys.elements(key);
        return elements.stream().anyMatch(element -> TELLING.stream().anyMatch(element::contains))
                // The name of a variable has underscores in place of dots.
                || Keys.elements(key.replace('_', '.')).stream().anyMatch(OPAQUE::contains)
                || elements.get(elements.size() - 1).endsWith("key");
    }
}
