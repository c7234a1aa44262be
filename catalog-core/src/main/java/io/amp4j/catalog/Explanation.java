package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains which layers define a version.
 *
 * @since 0.1.0
 */
public final class Explanation {
    private final String version;
    private final List<Definition> definitions;

    Explanation(String version, List<Definition> definitions) {
        requireNonNull(version, "version");
        definitions = List.copyOf(definitions);
        this.version = version;
        this.definitions = definitions;
    }

    /** Returns the requested version. */
    public String version() {
        return version;
    }

    /** Returns every definition of it, lowest layer first; empty if no layer has it. */
    public List<Definition> definitions() {
        return definitions;
    }

    /** One definition of a version. */
    public static final class Definition {
        private final CatalogEntry entry;
        private final List<FieldChange> changes;

        Definition(CatalogEntry entry, List<FieldChange> changes) {
            requireNonNull(entry, "entry");
            changes = List.copyOf(changes);
            this.entry = entry;
            this.changes = changes;
        }

        /** Returns the entry, with its location. */
        public CatalogEntry entry() {
            return entry;
        }

        /** Returns what it changed in the definition below it; empty for the lowest one, and for one that changed nothing. */
        public List<FieldChange> changes() {
            return changes;
        }

        /** Shows everything on one line; invisible characters are escaped. */
        @Override
        public String toString() {
            return Quoted.onOneLine("Definition[entry=" + entry + ", changes=" + changes + "]");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Definition that && entry.equals(that.entry) && changes.equals(that.changes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(entry, changes);
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
            return Quoted.onOneLine(version + " is in no layer");
        }
        return definitions.stream()
                .map(definition ->
                        Quoted.onOneLine(version + " by " + definition.entry().source()
                                + (definition.changes().isEmpty() ? "" : " " + definition.changes())))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Explanation that
                && version.equals(that.version)
                && definitions.equals(that.definitions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, definitions);
    }
}
