package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The effective set of instrumentation versions: the baseline merged with all extensions. Immutable and thread-safe. Only
 * {@link CatalogLoader} creates instances, so every instance has passed every rule and has a default.
 *
 * @since 0.1.0
 */
public final class InstrumentationCatalog {
    /** The default of a platform that sets none: {@value}. */
    public static final String PLATFORM_DEFAULT_VERSION = "0.2.1";

    /** The Pythons of the platform's buildpacks unless the caller sets others. */
    public static final List<String> PLATFORM_PYTHONS = List.of("3.10", "3.11", "3.12", "3.13");

    /** The definitions of one version; the Optional is created once so that a look-up allocates nothing. */
    private record Slot(Optional<CatalogEntry> effective, List<CatalogEntry> history) {}

    private final Map<String, Slot> slots;
    private final List<CatalogEntry> entries;
    private final List<CatalogLayer> layers;
    private final List<String> platformPythons;
    private final CatalogEntry defaultEntry;
    private final SourceLocation defaultLocation;

    /** Merges the entries of all layers, lowest layer first; the default must be among them. */
    InstrumentationCatalog(
            List<CatalogLayer> layers,
            List<CatalogEntry> definitions,
            String defaultVersion,
            SourceLocation defaultLocation,
            List<String> platformPythons) {
        this.layers = List.copyOf(layers);
        this.platformPythons = List.copyOf(platformPythons);
        this.slots = slots(definitions);
        this.entries = newestFirst(slots);
        this.defaultEntry = find(defaultVersion).orElseThrow();
        this.defaultLocation = defaultLocation;
    }

    private static Map<String, Slot> slots(List<CatalogEntry> definitions) {
        // In the order of the input, which is mostly sorted already, so that sorting is fast.
        Map<String, Slot> slots = new LinkedHashMap<>((int) (definitions.size() / 0.75f) + 1);
        for (CatalogEntry entry : definitions) {
            Slot below = slots.get(entry.version());
            List<CatalogEntry> history = List.of(entry);
            if (below != null) {
                List<CatalogEntry> longer = new ArrayList<>(below.history());
                longer.add(entry);
                history = List.copyOf(longer);
            }
            slots.put(entry.version(), new Slot(Optional.of(entry), history));
        }
        return slots;
    }

    private static List<CatalogEntry> newestFirst(Map<String, Slot> slots) {
        record Sortable(SemanticVersion version, CatalogEntry entry) {}
        List<Sortable> sorted = new ArrayList<>(slots.size());
        for (Slot slot : slots.values()) {
            CatalogEntry entry = slot.effective().orElseThrow();
            sorted.add(new Sortable(SemanticVersion.parse(entry.version()).orElseThrow(), entry));
        }
        sorted.sort((a, b) -> b.version().compareTo(a.version()));
        return sorted.stream().map(Sortable::entry).toList();
    }

    /** Returns the effective entries, newest first by semantic version, pre-releases below their release. */
    public List<CatalogEntry> entries() {
        return entries;
    }

    /** Returns the effective entry with exactly this version. Costs one hash look-up and allocates nothing. */
    public Optional<CatalogEntry> find(String version) {
        Slot slot = slots.get(version);
        return slot == null ? Optional.empty() : slot.effective();
    }

    /** Returns whether the effective set has exactly this version. */
    public boolean contains(String version) {
        return slots.containsKey(version);
    }

    /**
     * Returns every definition of a version, lowest layer first: the last one is in effect, and each of the others was replaced by the
     * next. Empty if no layer has the version.
     */
    public List<CatalogEntry> history(String version) {
        Slot slot = slots.get(version);
        return slot == null ? List.of() : slot.history();
    }

    /** Returns the layers that were read, lowest first; a missing extension file is not among them. */
    public List<CatalogLayer> layers() {
        return layers;
    }

    /** Returns the version that is used if none is chosen. */
    public String defaultVersion() {
        return defaultEntry.version();
    }

    /** Returns the entry of {@link #defaultVersion()}. */
    public CatalogEntry defaultEntry() {
        return defaultEntry;
    }

    /** Returns where the default was set: a location in a file, an argument, an environment variable or the platform. */
    public SourceLocation defaultLocation() {
        return defaultLocation;
    }

    /** Returns the Python minors that the platform can build, in the order in which the caller gave them. */
    public List<String> platformPythons() {
        return platformPythons;
    }

    /**
     * Returns the image of a version for a Python.
     *
     * @param python a Python version, normalized as in {@link PythonMinor#normalize}
     * @throws CatalogException if the version is not in the catalog or has no image for that Python
     */
    public ImageReference image(String version, String python) {
        requireNonNull(python, "python");
        Slot slot = slots.get(requireNonNull(version, "version"));
        if (slot == null) {
            throw new CatalogException(List.of(Refusals.unsupportedVersion(version, entries)));
        }
        return slot.effective().orElseThrow().image(python);
    }

    /** Returns the entry's Pythons that the platform can also build, in the platform's order. */
    public List<String> pythonsFor(CatalogEntry entry) {
        return platformPythons.stream().filter(entry.pythonVersions()::contains).toList();
    }

    /** Returns the entries that support a Python, newest first; {@code 3.11.4} means {@code 3.11}. */
    public List<CatalogEntry> compatibleWith(String python) {
        return entries.stream().filter(entry -> entry.supports(python)).toList();
    }

    /** Returns the entry to preselect for a Python: the default entry if it supports it, otherwise the newest entry that does. */
    public Optional<CatalogEntry> bestFor(String python) {
        if (defaultEntry.supports(python)) {
            return Optional.of(defaultEntry);
        }
        return entries.stream().filter(entry -> entry.supports(python)).findFirst();
    }

    /** Returns the result of a request under the rules of AMP; never throws for an invalid request. */
    public SelectionResult check(Selection selection) {
        return SelectionRules.check(this, requireNonNull(selection, "selection"));
    }

    /** Returns every layer that defines a version, and what each changed. */
    public Explanation explain(String version) {
        return Explanation.of(version, history(requireNonNull(version, "version")));
    }

    /** Returns the consequences of this catalog for agents that run with a version of an earlier one. */
    public Impact impact(List<Pin> pins) {
        return Impact.of(this, pins);
    }

    /** Returns the versions, newest first, and the default. */
    @Override
    public String toString() {
        List<String> shown =
                entries.stream().limit(20).map(CatalogEntry::version).toList();
        return Quoted.onOneLine("InstrumentationCatalog[" + String.join(" ", shown)
                + (entries.size() > shown.size() ? " …" : "") + ", default " + defaultVersion() + "]");
    }
}
