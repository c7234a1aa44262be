package io.amp4j.samples.distro.instrumentations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The instrumentations of the Java agent, and the instrumentation scopes that their telemetry has. What a server turns off is dropped by
 * its scope, because the agent cannot take back what it has changed in the classes of the application.
 *
 * <p>By the agent's convention the scope is {@code io.opentelemetry.} and one of the names; some differ. Instrumentations can share a scope; it is off
 * when all of them are.
 */
public final class Inventory {
    private static final String PREFIX = "io.opentelemetry.";
    /** Of some instrumentations, after the prefix. */
    private static final String INNER_PREFIX = "javaagent.";
    /** What measures the JVM has scopes for parts of it, and is no module of the agent. */
    private static final List<String> PARTS = List.of("-java8", "-java17");

    /** Scopes that differ from the name of their file, in one or more of the agents 2.16.0 to 2.33.1. */
    static final Map<String, String> BY_FILE = Map.of(
            "jaxrs-1.0-annotations", "jaxrs-1.0",
            "jaxws-2.0-cxf-3.0", "jaxws-cxf-3.0",
            "jaxws-2.0-metro-2.2", "jaxws-metro-2.2",
            "jmx-metrics", "jmx",
            "oracle-ucp-11.2", "orcale-ucp-11.2",
            "oshi-5.0", "oshi",
            "tomcat-jdbc-8.5", "tomcat-jdbc");

    private final List<Instrumentation> instrumentations;
    private final Predicate<String> hasScope;
    /** Scopes of telemetry that others make. */
    private final Set<String> foreign = new HashSet<>();
    /** By the scope without its prefix. */
    private final Map<String, List<Instrumentation>> owners = new TreeMap<>();

    /**
     * Takes what the agent has.
     *
     * @param hasScope whether the agent has something whose telemetry has the scope {@code io.opentelemetry.} and this name
     */
    public Inventory(List<Instrumentation> instrumentations, Predicate<String> hasScope) {
        this.instrumentations = List.copyOf(instrumentations);
        this.hasScope = hasScope;
        for (Instrumentation instrumentation : instrumentations) {
            if (ForeignScopes.has(instrumentation)) {
                foreign.addAll(scopes(instrumentation.names()));
            } else {
                scopes(instrumentation.names())
                        .forEach(scope -> owners.computeIfAbsent(scope, unused -> new ArrayList<>())
                                .add(instrumentation));
            }
        }
    }

    private Set<String> scopes(List<String> names) {
        Set<String> scopes = new LinkedHashSet<>();
        names.stream().filter(hasScope).forEach(scopes::add);
        if (scopes.isEmpty()) {
            // Such as jaxrs-2.0-jersey-2.0, which is called jaxrs-2.0 and jersey-2.0.
            for (String first : names) {
                names.stream()
                        .map(second -> first + "-" + second)
                        .filter(hasScope)
                        .forEach(scopes::add);
            }
        }
        // Which of the two it is depends on the agent; the other is nobody's.
        List.copyOf(scopes).stream().map(BY_FILE::get).filter(Objects::nonNull).forEach(scopes::add);
        return scopes;
    }

    /** Returns them, as the agent lists them. */
    public List<Instrumentation> instrumentations() {
        return instrumentations;
    }

    /** Returns the scopes that are known to belong to an instrumentation. */
    public Set<String> scopes(Instrumentation instrumentation) {
        NavigableSet<String> scopes = new TreeSet<>();
        owners.forEach((scope, all) -> {
            if (all.contains(instrumentation)) {
                scopes.add(PREFIX + scope);
            }
        });
        return scopes;
    }

    /** Returns which scopes are off by these rules: a predicate on their names that may be called often. */
    public Predicate<String> off(InstrumentationRules rules) {
        if (rules.isEmpty()) {
            return scope -> false;
        }
        Map<String, Boolean> decided = new ConcurrentHashMap<>();
        return scope ->
                scope.startsWith(PREFIX) && decided.computeIfAbsent(scope, unused -> isOff(suffix(scope), rules));
    }

    private boolean isOff(String scope, InstrumentationRules rules) {
        List<Instrumentation> own = owners.get(scope);
        if (own != null) {
            return own.stream().allMatch(instrumentation -> rules.isOff(instrumentation.names()));
        }
        String whole = whole(scope);
        return isAlone(whole) && rules.isOff(List.of(scope, whole));
    }

    /** Returns the known scopes that are off by these rules, in alphabetical order. */
    public List<String> scopesOff(InstrumentationRules rules) {
        Predicate<String> off = off(rules);
        NavigableSet<String> scopes = new TreeSet<>();
        owners.keySet().stream().map(PREFIX::concat).filter(off).forEach(scopes::add);
        rules.byName().keySet().stream()
                .flatMap(name -> Stream.of(name, BY_FILE.getOrDefault(name, name)))
                .filter(name -> !owners.containsKey(name))
                .map(PREFIX::concat)
                .filter(off)
                .forEach(scopes::add);
        return List.copyOf(scopes);
    }

    /** Returns the instrumentations that the agent has started without, in alphabetical order. */
    public List<String> startedWithout() {
        NavigableSet<String> names = new TreeSet<>();
        instrumentations.stream()
                .filter(instrumentation -> !instrumentation.isOn())
                .map(Instrumentation::fullName)
                .forEach(names::add);
        instrumentations.stream()
                .filter(Instrumentation::isOn)
                .map(Instrumentation::fullName)
                .forEach(names::remove);
        return List.copyOf(names);
    }

    /** Returns what of these rules cannot be kept, one phrase each that starts with the name. */
    public List<String> problems(InstrumentationRules rules) {
        List<String> problems = new ArrayList<>();
        rules.byName().forEach((name, on) -> {
            List<Instrumentation> named = instrumentations.stream()
                    .filter(instrumentation -> instrumentation.names().contains(name))
                    .toList();
            List<Instrumentation> started =
                    named.stream().filter(Instrumentation::isOn).toList();
            if (named.isEmpty()) {
                if (!isAlone(name)) {
                    problems.add(unknown(name));
                }
            } else if (started.isEmpty()) {
                if (on) {
                    problems.add(name + " cannot be true, because the Java agent has started without it; set "
                            + variable(name) + "=true and restart");
                }
            } else if (started.stream().allMatch(instrumentation -> rules.isOff(instrumentation.names()) == on)) {
                problems.add(name + " cannot be " + on + ", because " + first(started.get(0), rules) + " is " + !on
                        + " and counts before it, as in the Java agent");
            } else if (!on && !turnsAnythingOff(started, rules)) {
                problems.add(name + " cannot be false, because its telemetry cannot be told from that of others; set "
                        + variable(name) + "=false and restart");
            }
        });
        return problems;
    }

    /** Returns the name that decides; there is one. */
    private static String first(Instrumentation instrumentation, InstrumentationRules rules) {
        return instrumentation.names().stream()
                .filter(rules.byName()::containsKey)
                .findFirst()
                .orElseThrow();
    }

    private boolean turnsAnythingOff(List<Instrumentation> named, InstrumentationRules rules) {
        return owners.entrySet().stream()
                .anyMatch(entry -> !Collections.disjoint(entry.getValue(), named) && isOff(entry.getKey(), rules));
    }

    private String unknown(String name) {
        NavigableSet<String> near = new TreeSet<>();
        for (Instrumentation instrumentation : instrumentations) {
            for (String other : instrumentation.names()) {
                if (Likeness.isNear(name, other)) {
                    near.add(other);
                }
            }
        }
        return Likeness.quoted(name) + " is no instrumentation of this Java agent"
                + (near.isEmpty()
                        ? ""
                        : "; there is "
                                + String.join(", ", near.stream().limit(5).toList()));
    }

    /** Whether it is no module of the agent, but has a scope. */
    private boolean isAlone(String name) {
        if (foreign.contains(name)) {
            return false;
        }
        return hasScope.test(name) || PARTS.stream().anyMatch(part -> hasScope.test(name + part));
    }

    private String whole(String scope) {
        for (Map.Entry<String, String> entry : BY_FILE.entrySet()) {
            if (entry.getValue().equals(scope) && hasScope.test(entry.getKey())) {
                return entry.getKey();
            }
        }
        return PARTS.stream()
                .filter(scope::endsWith)
                .map(part -> scope.substring(0, scope.length() - part.length()))
                .findFirst()
                .orElse(scope);
    }

    private static String suffix(String scope) {
        String suffix = scope.substring(PREFIX.length());
        return suffix.startsWith(INNER_PREFIX) ? suffix.substring(INNER_PREFIX.length()) : suffix;
    }

    private static String variable(String name) {
        return "otel.instrumentation." + name + ".enabled";
    }

    /** Returns them by the name that says most; several have the same if the agent treats them alike. */
    public Map<String, List<Instrumentation>> byFullName() {
        Map<String, List<Instrumentation>> all = new TreeMap<>();
        instrumentations.forEach(
                instrumentation -> all.computeIfAbsent(instrumentation.fullName(), unused -> new ArrayList<>())
                        .add(instrumentation));
        return new LinkedHashMap<>(all);
    }
}
