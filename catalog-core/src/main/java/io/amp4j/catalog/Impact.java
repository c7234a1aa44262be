package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The consequences of a catalog for running agents.
 *
 * @since 0.1.0
 */
public final class Impact {
    private final List<Refused> refused;
    private final List<Pin> accepted;
    private final List<Remedy> remedies;

    Impact(List<Refused> refused, List<Pin> accepted, List<Remedy> remedies) {
        refused = List.copyOf(refused);
        accepted = List.copyOf(accepted);
        remedies = List.copyOf(remedies);
        this.refused = refused;
        this.accepted = accepted;
        this.remedies = remedies;
    }

    /** Returns the agents whose next update of build parameters is refused, in the order given. */
    public List<Refused> refused() {
        return refused;
    }

    /** Returns the agents whose next update is accepted, in the order given. */
    public List<Pin> accepted() {
        return accepted;
    }

    /** Returns the smallest change of the extension with which every refused agent is accepted, newest version first. */
    public List<Remedy> remedies() {
        return remedies;
    }

    /** Agents whose next update would be refused. */
    public static final class Refused {
        private final Pin pin;
        private final Problem problem;

        Refused(Pin pin, Problem problem) {
            requireNonNull(pin, "pin");
            requireNonNull(problem, "problem");
            this.pin = pin;
            this.problem = problem;
        }

        /** Returns the agents. */
        public Pin pin() {
            return pin;
        }

        /** Returns why they are refused. */
        public Problem problem() {
            return problem;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Refused that && pin.equals(that.pin) && problem.equals(that.problem);
        }

        @Override
        public int hashCode() {
            return Objects.hash(pin, problem);
        }

        @Override
        public String toString() {
            return "Refused[pin=" + pin + ", problem=" + problem + "]";
        }
    }

    /** The change of the extension for one version so that agents on it are accepted. */
    public static final class Remedy {
        private final String version;
        private final @Nullable CatalogEntry existing;
        private final List<String> pythons;

        Remedy(String version, @Nullable CatalogEntry existing, List<String> pythons) {
            requireNonNull(version, "version");
            pythons = List.copyOf(pythons);
            this.version = version;
            this.existing = existing;
            this.pythons = pythons;
        }

        /** Returns the version. */
        public String version() {
            return version;
        }

        /** Returns the definition in effect, to which the Pythons must be added; null if the whole entry is missing. */
        public @Nullable CatalogEntry existing() {
            return existing;
        }

        /** Returns the Pythons that are missing, lowest first. */
        public List<String> pythons() {
            return pythons;
        }

        /** Shows everything on one line; invisible characters are escaped. */
        @Override
        public String toString() {
            return Quoted.onOneLine(
                    "Remedy[version=" + version + ", existing=" + existing + ", pythons=" + pythons + "]");
        }

        /** Returns one sentence with the required change. */
        public String text() {
            if (existing == null && !Refusals.canBeListed(version)) {
                return "choose another version for the agents on " + Quoted.of(version)
                        + ", because no catalog can have it";
            }
            List<String> minors = pythons.stream().filter(PythonMinor::isBare).toList();
            List<String> others = pythons.stream()
                    .filter(python -> !PythonMinor.isBare(python))
                    .toList();
            String choose = "choose another Python for the agents of " + Quoted.of(version) + " on " + list(others)
                    + ", because no entry can list it";
            if (minors.isEmpty()) {
                return choose;
            }
            return others.isEmpty() ? change(minors) : change(minors) + "; " + choose;
        }

        private String change(List<String> minors) {
            if (existing == null) {
                return "add an extension entry for version " + Quoted.of(version) + " with pythonVersions "
                        + list(minors);
            }
            if (existing.source().kind() == CatalogLayer.Kind.BUNDLED) {
                // The baseline is part of AMP, so an operator cannot add to it.
                List<String> all = new ArrayList<>(existing.pythonVersions());
                all.addAll(minors);
                return "override " + Quoted.of(version) + " of the baseline by an extension entry with pythonVersions "
                        + list(all) + " and its other fields repeated";
            }
            return "add " + list(minors) + " to pythonVersions of " + Quoted.of(version) + " (" + existing.source()
                    + ")";
        }

        private static String list(List<String> pythons) {
            return pythons.stream().map(Quoted::of).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Remedy that
                    && version.equals(that.version)
                    && Objects.equals(existing, that.existing)
                    && pythons.equals(that.pythons);
        }

        @Override
        public int hashCode() {
            return Objects.hash(version, existing, pythons);
        }
    }

    static Impact of(InstrumentationCatalog catalog, List<Pin> pins) {
        List<Refused> refused = new ArrayList<>();
        List<Pin> accepted = new ArrayList<>();
        Map<String, Set<String>> missing = new TreeMap<>();
        for (Pin pin : pins) {
            SelectionResult result = catalog.check(Selection.update(Selection.PYTHON, pin.python(), pin.version()));
            if (result instanceof SelectionResult.Rejected rejected) {
                refused.add(new Refused(pin, rejected.problems().get(0)));
                String version = pin.version() == null ? catalog.defaultVersion() : pin.version();
                missing.computeIfAbsent(version, any -> new TreeSet<>(Impact::byMinor))
                        .add(PythonMinor.normalize(pin.python()));
            } else {
                accepted.add(pin);
            }
        }
        return new Impact(refused, accepted, remedies(catalog, missing));
    }

    private static List<Remedy> remedies(InstrumentationCatalog catalog, Map<String, Set<String>> missing) {
        List<Remedy> remedies = new ArrayList<>();
        missing.forEach((version, pythons) -> remedies.add(new Remedy(
                version,
                catalog.find(version).orElse(null),
                pythons.stream().filter(python -> !python.isEmpty()).toList())));
        remedies.sort((a, b) -> newestFirst(a.version(), b.version()));
        return remedies;
    }

    /** A stored version need not be a semantic version; those that are not come last. */
    private static int newestFirst(String a, String b) {
        Optional<SemanticVersion> first = SemanticVersion.parse(a);
        Optional<SemanticVersion> second = SemanticVersion.parse(b);
        if (first.isPresent() && second.isPresent()) {
            return SemanticVersion.NEWEST_FIRST.compare(first.get(), second.get());
        }
        return first.isPresent() == second.isPresent() ? a.compareTo(b) : first.isPresent() ? -1 : 1;
    }

    /** {@code 3.9} before {@code 3.10}. */
    private static int byMinor(String a, String b) {
        int order = Integer.compare(a.length(), b.length());
        return order == 0 ? a.compareTo(b) : order;
    }

    @Override
    public String toString() {
        return "Impact[refused=" + refused + ", accepted=" + accepted + ", remedies=" + remedies + "]";
    }

    /** Returns how many agents are refused. */
    public long refusedAgents() {
        return refused.stream().mapToLong(each -> each.pin().count()).sum();
    }

    /** Returns whether every agent is accepted. */
    public boolean isHarmless() {
        return refused.isEmpty();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Impact that
                && refused.equals(that.refused)
                && accepted.equals(that.accepted)
                && remedies.equals(that.remedies);
    }

    @Override
    public int hashCode() {
        return Objects.hash(refused, accepted, remedies);
    }
}
