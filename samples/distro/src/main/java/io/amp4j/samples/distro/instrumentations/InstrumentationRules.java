package io.amp4j.samples.distro.instrumentations;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which instrumentations a server wants.
 *
 * @param all whether those are on that {@code byName} does not name
 * @param byName whether an instrumentation is on, by one of its names, in alphabetical order
 */
public record InstrumentationRules(boolean all, Map<String, Boolean> byName) {
    /** Nothing is turned off. */
    public static final InstrumentationRules NONE = new InstrumentationRules(true, Map.of());

    /** Copies the map. */
    public InstrumentationRules {
        byName = Collections.unmodifiableMap(new TreeMap<>(byName));
    }

    /** Returns whether everything is as it was at the start. */
    public boolean isEmpty() {
        return all && byName.isEmpty();
    }

    /** Decides as the Java agent does: by the first of the names that has a rule. */
    boolean isOff(Iterable<String> names) {
        for (String name : names) {
            Boolean on = byName.get(name);
            if (on != null) {
                return !on;
            }
        }
        return !all;
    }
}
