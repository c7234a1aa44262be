package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What changes from one catalog to another.
 *
 * @param changes newest version first; several changes of one version stand together, the default's move stands last
 */
public record CatalogDiff(List<Change> changes) {
    /** Copies the changes. */
    public CatalogDiff {
        changes = List.copyOf(changes);
    }

    /** One thing that changes. */
    public sealed interface Change {
        /** Returns the stable name of this kind of change, such as {@code pythons-narrowed}. */
        String kind();

        /** Returns the version that it is about; of the default's move the new default. */
        String version();

        /** Returns whether an agent that runs today can be refused because of it. */
        boolean isRisky();

        /** Returns one line for a person. */
        String text();
    }

    /**
     * A version that was not there.
     *
     * @param entry its definition
     */
    public record Added(CatalogEntry entry) implements Change {
        @Override
        public String kind() {
            return "added";
        }

        @Override
        public String version() {
            return entry.version();
        }

        @Override
        public boolean isRisky() {
            return false;
        }

        @Override
        public String text() {
            return "added " + entry.version() + " for Python " + String.join(" ", entry.pythonVersions()) + " by "
                    + entry.source();
        }
    }

    /**
     * A version that is no longer there.
     *
     * @param entry its last definition
     */
    public record Removed(CatalogEntry entry) implements Change {
        @Override
        public String kind() {
            return "removed";
        }

        @Override
        public String version() {
            return entry.version();
        }

        @Override
        public boolean isRisky() {
            return true;
        }

        @Override
        public String text() {
            return "removed " + entry.version() + ", which " + entry.source() + " gave";
        }
    }

    /**
     * A version whose definition says something else.
     *
     * @param before the definition before
     * @param after the definition after
     * @param fields what it says differently; never empty
     */
    public record Overridden(CatalogEntry before, CatalogEntry after, List<FieldChange> fields) implements Change {
        /** Copies the fields. */
        public Overridden {
            fields = List.copyOf(fields);
        }

        @Override
        public String kind() {
            return "overridden";
        }

        @Override
        public String version() {
            return after.version();
        }

        @Override
        public boolean isRisky() {
            return false;
        }

        @Override
        public String text() {
            return "overridden " + after.version() + " by " + after.source() + ": "
                    + fields.stream().map(FieldChange::toString).collect(Collectors.joining(", "));
        }
    }

    /**
     * A version that lost Pythons; stands beside its {@link Overridden}.
     *
     * @param version the version
     * @param lost the Pythons, in the order of the definition before
     */
    public record PythonsNarrowed(String version, List<String> lost) implements Change {
        /** Copies the Pythons. */
        public PythonsNarrowed {
            lost = List.copyOf(lost);
        }

        @Override
        public String kind() {
            return "pythons-narrowed";
        }

        @Override
        public boolean isRisky() {
            return true;
        }

        @Override
        public String text() {
            return "narrowed " + version + ": no longer for Python " + String.join(" ", lost);
        }
    }

    /**
     * A version whose images come from elsewhere; stands beside its {@link Overridden}. Every tag must be there.
     *
     * @param version the version
     * @param before the repository before
     * @param after the repository after
     */
    public record RepositoryRedirected(String version, String before, String after) implements Change {
        @Override
        public String kind() {
            return "repository-redirected";
        }

        @Override
        public boolean isRisky() {
            return false;
        }

        @Override
        public String text() {
            return "redirected " + version + ": images come from " + after + " and no longer from " + before;
        }
    }

    /**
     * Another default.
     *
     * @param before the default before
     * @param version the default after
     */
    public record DefaultMoved(String before, String version) implements Change {
        @Override
        public String kind() {
            return "default-moved";
        }

        @Override
        public boolean isRisky() {
            return false;
        }

        @Override
        public String text() {
            return "moved the default from " + before + " to " + version + "; agents that run keep their version";
        }
    }

    /** Returns what changes from {@code before} to {@code after}; where an entry stands makes no difference. */
    public static CatalogDiff between(InstrumentationCatalog before, InstrumentationCatalog after) {
        requireNonNull(before, "before");
        Map<SemanticVersion, List<Change>> byVersion = new TreeMap<>(SemanticVersion.NEWEST_FIRST);
        Function<String, List<Change>> of = version ->
                byVersion.computeIfAbsent(SemanticVersion.parse(version).orElseThrow(), any -> new ArrayList<>());
        for (CatalogEntry entry : after.entries()) {
            Optional<CatalogEntry> old = before.find(entry.version());
            if (old.isEmpty()) {
                of.apply(entry.version()).add(new Added(entry));
            } else if (!old.get().sameContent(entry)) {
                of.apply(entry.version()).addAll(overridden(old.get(), entry));
            }
        }
        for (CatalogEntry entry : before.entries()) {
            if (!after.contains(entry.version())) {
                of.apply(entry.version()).add(new Removed(entry));
            }
        }
        List<Change> changes = new ArrayList<>();
        byVersion.values().forEach(changes::addAll);
        if (!before.defaultVersion().equals(after.defaultVersion())) {
            changes.add(new DefaultMoved(before.defaultVersion(), after.defaultVersion()));
        }
        return new CatalogDiff(changes);
    }

    private static List<Change> overridden(CatalogEntry before, CatalogEntry after) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Overridden(before, after, FieldChange.between(before, after)));
        List<String> lost = before.pythonVersions().stream()
                .filter(python -> !after.pythonVersions().contains(python))
                .toList();
        if (!lost.isEmpty()) {
            changes.add(new PythonsNarrowed(after.version(), lost));
        }
        if (!before.imageRepository().equals(after.imageRepository())) {
            changes.add(new RepositoryRedirected(after.version(), before.imageRepository(), after.imageRepository()));
        }
        return changes;
    }

    /** Returns whether nothing changes. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Returns a line for each change. */
    @Override
    public String toString() {
        return changes.stream().map(Change::text).collect(Collectors.joining("\n"));
    }
}
