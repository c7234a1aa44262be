package io.amp4j.samples.distro.instrumentations;

import java.util.List;

/**
 * One instrumentation of the Java agent.
 *
 * @param names what it is called in {@code otel.instrumentation.<name>.enabled}, the one that counts most first; at least one
 * @param isOn whether the Java agent has started with it
 */
public record Instrumentation(List<String> names, boolean isOn) {
    /** Copies the list. */
    public Instrumentation {
        names = List.copyOf(names);
    }

    /** Returns the name that says most: with the version of the library, if there is one. */
    String fullName() {
        return names.size() > 1 && names.get(1).startsWith(names.get(0) + "-") ? names.get(1) : names.get(0);
    }
}
