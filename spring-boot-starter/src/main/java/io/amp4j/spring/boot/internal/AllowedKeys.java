package io.amp4j.spring.boot.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** The keys that a remote configuration may set: those at or below some prefixes, and never the starter's own. */
final class AllowedKeys {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z0-9][A-Za-z0-9_-]*)*");
    private static final List<String> OWN = List.of("amp");

    private final List<String> prefixes;
    private final List<List<String>> elements;

    private AllowedKeys(List<String> prefixes) {
        this.prefixes = prefixes;
        elements = prefixes.stream().map(Keys::elements).toList();
    }

    /**
     * Returns the keys under {@code prefixes}.
     *
     * @throws IllegalArgumentException naming every prefix that is none, or that would let a server change its own limits
     */
    static AllowedKeys under(Collection<String> prefixes) {
        List<String> problems = new ArrayList<>();
        for (String prefix : prefixes) {
            if (!PREFIX.matcher(prefix).matches()) {
                problems.add("'" + prefix + "' is no prefix of properties such as 'checkout' or 'checkout.limits'");
            } else if (Keys.isUnder(prefix, OWN)) {
                problems.add("'" + prefix + "' would let the server change what it may change; 'amp' is never remote");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return new AllowedKeys(List.copyOf(prefixes));
    }

    /** Returns whether the key may be set from remote. */
    boolean allow(String key) {
        return elements.stream().anyMatch(prefix -> Keys.isUnder(key, prefix));
    }

    /** Returns whether nothing is allowed. */
    boolean isEmpty() {
        return prefixes.isEmpty();
    }

    /** Returns the prefixes as they were given. */
    List<String> prefixes() {
        return prefixes;
    }
}
