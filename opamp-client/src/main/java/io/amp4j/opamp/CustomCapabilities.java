package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The custom capabilities that one side supports. Each announcement replaces the one before; an empty one withdraws all.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public final class CustomCapabilities {
    /** No custom capabilities. */
    public static final CustomCapabilities NONE = new CustomCapabilities(Set.of());

    private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9_-]*+";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")++(?:/[A-Za-z0-9._-]++)?+");

    private final Set<String> names;

    private CustomCapabilities(Set<String> names) {
        names = Copies.set(names, "names");
        this.names = names;
    }

    /** Returns the names, each once, in the order given; those of a server are not checked. */
    public Set<String> names() {
        return names;
    }

    /**
     * Returns capabilities of this agent.
     *
     * @param names each a reversed domain name and a short name, with a version if need be: {@code com.example.pause/v2}
     * @throws IllegalArgumentException if a name does not have this form; the message lists all such names
     */
    public static CustomCapabilities of(Collection<String> names) {
        List<String> wrong = Copies.list(names, "names").stream()
                .filter(name -> !NAME.matcher(name).matches())
                .toList();
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("a custom capability is named like com.example.pause or"
                    + " com.example.pause/v2, by a reversed domain name, a short name and a version: "
                    + Printable.names(wrong));
        }
        return new CustomCapabilities(new LinkedHashSet<>(names));
    }

    /** Returns the capabilities of a server; their names are not checked. */
    public static CustomCapabilities announced(Collection<String> names) {
        return new CustomCapabilities(new LinkedHashSet<>(Copies.list(names, "names")));
    }

    /** Returns whether {@code name} is one of the names. */
    public boolean contains(String name) {
        return names.contains(requireNonNull(name, "name"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CustomCapabilities that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    /** Shows the names on one line; characters that are not printable are escaped. */
    @Override
    public String toString() {
        return "CustomCapabilities[names=" + Printable.names(names) + "]";
    }
}
