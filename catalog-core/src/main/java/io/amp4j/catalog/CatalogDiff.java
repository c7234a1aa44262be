package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What changes from one catalog to another.
 *
 * @since 0.1.0
 */
public final class CatalogDiff {
    private final List<Change> changes;

    CatalogDiff(List<Change> changes) {
        changes = List.copyOf(changes);
        this.changes = changes;
    }

    /** Returns the changes, newest version first; several changes of one version are adjacent, and the change of the default is last. */
    public List<Change> changes() {
        return changes;
    }

    /** One thing that changes. */
    public sealed interface Change {
        /** Returns the stable name of this kind of change, such as {@code pythons-narrowed}. */
        String kind();

        /** Returns the version that changes; for a change of the default, the new default. */
        String version();

        /** Returns whether this change can cause an agent that is accepted today to be refused. */
        boolean isRisky();

        /** Returns one human-readable line. */
        String text();
    }

    /** A new version. */
    public static final class Added implements Change {
        private final CatalogEntry entry;

        Added(CatalogEntry entry) {
            this.entry = entry;
        }

        /** Returns its definition. */
        public CatalogEntry entry() {
            return entry;
        }

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
            return Quoted.onOneLine("added " + entry.version() + " for Python "
                    + String.join(" ", entry.pythonVersions()) + " by " + entry.source());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Added that && entry.equals(that.entry);
        }

        @Override
        public int hashCode() {
            return entry.hashCode();
        }

        @Override
        public String toString() {
            return "Added[entry=" + entry + "]";
        }
    }

    /** A version that was removed. */
    public static final class Removed implements Change {
        private final CatalogEntry entry;

        Removed(CatalogEntry entry) {
            this.entry = entry;
        }

        /** Returns its last definition. */
        public CatalogEntry entry() {
            return entry;
        }

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
            return Quoted.onOneLine("removed " + entry.version() + ", which " + entry.source() + " gave");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Removed that && entry.equals(that.entry);
        }

        @Override
        public int hashCode() {
            return entry.hashCode();
        }

        @Override
        public String toString() {
            return "Removed[entry=" + entry + "]";
        }
    }

    /** A version whose definition has changed. */
    public static final class Overridden implements Change {
        private final CatalogEntry before;
        private final CatalogEntry after;
        private final List<FieldChange> fields;

        Overridden(CatalogEntry before, CatalogEntry after, List<FieldChange> fields) {
            fields = List.copyOf(fields);
            this.before = before;
            this.after = after;
            this.fields = fields;
        }

        /** Returns the definition before. */
        public CatalogEntry before() {
            return before;
        }

        /** Returns the definition after. */
        public CatalogEntry after() {
            return after;
        }

        /** Returns the changed fields; never empty. */
        public List<FieldChange> fields() {
            return fields;
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
            return Quoted.onOneLine("overridden " + after.version() + " by " + after.source() + ": "
                    + fields.stream().map(FieldChange::toString).collect(Collectors.joining(", ")));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Overridden that
                    && before.equals(that.before)
                    && after.equals(that.after)
                    && fields.equals(that.fields);
        }

        @Override
        public int hashCode() {
            return Objects.hash(before, after, fields);
        }

        @Override
        public String toString() {
            return "Overridden[before=" + before + ", after=" + after + ", fields=" + fields + "]";
        }
    }

    /** A version that supports fewer Pythons; reported in addition to its {@link Overridden}. */
    public static final class PythonsNarrowed implements Change {
        private final String version;
        private final List<String> lost;

        PythonsNarrowed(String version, List<String> lost) {
            lost = List.copyOf(lost);
            this.version = version;
            this.lost = lost;
        }

        /** Returns the version. */
        @Override
        public String version() {
            return version;
        }

        /** Returns the Pythons that are no longer supported, in the order of the definition before. */
        public List<String> lost() {
            return lost;
        }

        /** Shows everything on one line; invisible characters are escaped. */
        @Override
        public String toString() {
            return Quoted.onOneLine("PythonsNarrowed[version=" + version + ", lost=" + lost + "]");
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
            return Quoted.onOneLine("narrowed " + version + ": no longer for Python " + String.join(" ", lost));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof PythonsNarrowed that && version.equals(that.version) && lost.equals(that.lost);
        }

        @Override
        public int hashCode() {
            return Objects.hash(version, lost);
        }
    }

    /** A version whose images come from another repository, which must have every tag; reported in addition to its {@link Overridden}. */
    public static final class RepositoryRedirected implements Change {
        private final String version;
        private final String before;
        private final String after;

        RepositoryRedirected(String version, String before, String after) {
            this.version = version;
            this.before = before;
            this.after = after;
        }

        /** Returns the version. */
        @Override
        public String version() {
            return version;
        }

        /** Returns the repository before. */
        public String before() {
            return before;
        }

        /** Returns the repository after. */
        public String after() {
            return after;
        }

        @Override
        public String kind() {
            return "repository-redirected";
        }

        /** Shows everything on one line; invisible characters are escaped. */
        @Override
        public String toString() {
            return Quoted.onOneLine(
                    "RepositoryRedirected[version=" + version + ", before=" + before + ", after=" + after + "]");
        }

        @Override
        public boolean isRisky() {
            return false;
        }

        @Override
        public String text() {
            return Quoted.onOneLine(
                    "redirected " + version + ": images come from " + after + " and no longer from " + before);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof RepositoryRedirected that
                    && version.equals(that.version)
                    && before.equals(that.before)
                    && after.equals(that.after);
        }

        @Override
        public int hashCode() {
            return Objects.hash(version, before, after);
        }
    }

    /** Another default. */
    public static final class DefaultMoved implements Change {
        private final String before;
        private final String version;

        DefaultMoved(String before, String version) {
            this.before = before;
            this.version = version;
        }

        /** Returns the default before. */
        public String before() {
            return before;
        }

        /** Returns the default after. */
        @Override
        public String version() {
            return version;
        }

        @Override
        public String kind() {
            return "default-moved";
        }

        /** Shows everything on one line; invisible characters are escaped. */
        @Override
        public String toString() {
            return Quoted.onOneLine("DefaultMoved[before=" + before + ", version=" + version + "]");
        }

        @Override
        public boolean isRisky() {
            return false;
        }

        @Override
        public String text() {
            return Quoted.onOneLine(
                    "moved the default from " + before + " to " + version + "; agents that run keep their version");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof DefaultMoved that && before.equals(that.before) && version.equals(that.version);
        }

        @Override
        public int hashCode() {
            return Objects.hash(before, version);
        }
    }

    /** Returns the changes from {@code before} to {@code after}; the position of an entry in a file is ignored. */
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CatalogDiff that && changes.equals(that.changes);
    }

    @Override
    public int hashCode() {
        return changes.hashCode();
    }
}
