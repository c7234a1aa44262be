package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The custom capabilities that one side supports. Each announcement replaces the one before; an empty one takes all back.
 *
 * @param names the names, each once, in the order given; what a server announces is taken as it is
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public record CustomCapabilities(Set<String> names) {
    /** No custom capabilities. */
    public static final CustomCapabilities NONE = new CustomCapabilities(Set.of());

    private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9_-]*+";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")++(?:/[A-Za-z0-9._-]++)?+");

    public CustomCapabilities {
        requireNonNull(names, "names");
        Set<String> copy = new LinkedHashSet<>();
        names.forEach(name -> copy.add(requireNonNull(name, "names has a null")));
        names = Collections.unmodifiableSet(copy);
    }

    /**
     * Returns capabilities of this agent.
     *
     * @param names each a reversed domain name and a short name, with a version if need be: {@code com.example.pause/v2}
     * @throws IllegalArgumentException if names are not formed like this; the message has all of them
     */
    public static CustomCapabilities of(Collection<String> names) {
        List<String> wrong =
                names.stream().filter(name -> !NAME.matcher(name).matches()).toList();
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("a custom capability is named like com.example.pause or"
                    + " com.example.pause/v2, by a reversed domain name, a short name and a version: " + wrong);
        }
        return new CustomCapabilities(new LinkedHashSet<>(names));
    }

    /** Returns whether {@code name} is one of the names. */
    public boolean contains(String name) {
        return names.contains(name);
    }
}
