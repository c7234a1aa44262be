package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a catalog means for agents that run.
 *
 * @param refused the agents whose next update of build parameters is refused, in the order given
 * @param accepted the agents whose next update is accepted, in the order given
 * @param remedies the smallest change of the extension that keeps every refused agent, newest version first
 */
public record Impact(List<Refused> refused, List<Pin> accepted, List<Remedy> remedies) {
    /** Copies the lists. */
    public Impact {
        refused = List.copyOf(refused);
        accepted = List.copyOf(accepted);
        remedies = List.copyOf(remedies);
    }

    /**
     * Agents that would be refused.
     *
     * @param pin the agents
     * @param problem why
     */
    public record Refused(Pin pin, Problem problem) {
        /** Refuses null. */
        public Refused {
            requireNonNull(pin, "pin");
            requireNonNull(problem, "problem");
        }
    }

    /**
     * What the extension has to say about one version so that agents on it are kept.
     *
     * @param version the version
     * @param existing the definition in effect, to which the Pythons are to be added; null when the whole entry is missing
     * @param pythons the Pythons that are missing, lowest first
     */
    public record Remedy(String version, @Nullable CatalogEntry existing, List<String> pythons) {
        /** Copies the Pythons. */
        public Remedy {
            requireNonNull(version, "version");
            pythons = List.copyOf(pythons);
        }

        /** Returns one sentence that says what to do. */
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
                // The baseline comes with AMP, so nobody can add to it.
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

    /** A stored version is whatever was stored, so it need not be a semantic version: such ones come last. */
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

    /** Returns how many agents are refused. */
    public long refusedAgents() {
        return refused.stream().mapToLong(each -> each.pin().count()).sum();
    }

    /** Returns whether every agent is accepted. */
    public boolean isHarmless() {
        return refused.isEmpty();
    }
}
