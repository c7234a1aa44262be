package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a version comes from.
 *
 * @param version the version asked for
 * @param definitions every definition of it, lowest layer first; empty when no layer has it
 */
public record Explanation(String version, List<Definition> definitions) {
    /** Copies the definitions. */
    public Explanation {
        requireNonNull(version, "version");
        definitions = List.copyOf(definitions);
    }

    /**
     * One definition of a version.
     *
     * @param entry what it says and where it stands
     * @param changes what it changed in the definition below it; empty for the lowest one, and for one that changed nothing
     */
    public record Definition(CatalogEntry entry, List<FieldChange> changes) {
        /** Copies the changes. */
        public Definition {
            requireNonNull(entry, "entry");
            changes = List.copyOf(changes);
        }
    }

    static Explanation of(String version, List<CatalogEntry> history) {
        List<Definition> definitions = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            CatalogEntry entry = history.get(i);
            definitions.add(new Definition(entry, i == 0 ? List.of() : FieldChange.between(history.get(i - 1), entry)));
        }
        return new Explanation(version, definitions);
    }

    /** Returns the definition in effect. */
    public Optional<CatalogEntry> effective() {
        return definitions.isEmpty()
                ? Optional.empty()
                : Optional.of(definitions.get(definitions.size() - 1).entry());
    }

    /** Returns a line for each definition, the one in effect last. */
    @Override
    public String toString() {
        if (definitions.isEmpty()) {
            return version + " is in no layer";
        }
        return definitions.stream()
                .map(definition -> version + " by " + definition.entry().source()
                        + (definition.changes().isEmpty() ? "" : " " + definition.changes()))
                .collect(Collectors.joining("\n"));
    }
}
