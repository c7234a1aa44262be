package io.amp4j.samples.catalogservice;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.PythonMinor;
import io.amp4j.catalog.Selection;
import io.amp4j.catalog.SelectionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The parameters of a request to create a Python agent.
 *
 * @param name a DNS label, as the name becomes part of Kubernetes objects
 * @param languageVersion the Python, such as {@code 3.11} or {@code 3.11.4}
 * @param instrumentationVersion empty for the platform's default
 */
record AgentRequest(String name, String languageVersion, String instrumentationVersion) {
    static final String NAME = "name";
    static final String PYTHON = "languageVersion";
    static final String VERSION = "instrumentationVersion";

    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");

    /** What is wrong with one field, and what could be chosen instead; no choices where anything of the right form will do. */
    record FieldProblem(String field, String message, List<String> choices) {}

    /**
     * An agent that can be created, or every reason why not.
     *
     * @param error the sentence that AMP's own service answers with; empty if there are no problems
     * @param image empty if there are problems
     */
    record Outcome(String error, List<FieldProblem> problems, String image) {
        boolean isAccepted() {
            return problems.isEmpty();
        }
    }

    Outcome check(InstrumentationCatalog catalog) {
        List<FieldProblem> problems = new ArrayList<>();
        if (!LABEL.matcher(name).matches()) {
            problems.add(new FieldProblem(
                    NAME,
                    "must be 1 to 63 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
                    List.of()));
        }
        String minor = PythonMinor.normalize(languageVersion);
        boolean knownPython = catalog.platformPythons().contains(minor);
        if (!knownPython) {
            problems.add(
                    new FieldProblem(PYTHON, "must be a Python version of this platform", catalog.platformPythons()));
        }
        boolean knownVersion = instrumentationVersion.isEmpty() || catalog.contains(instrumentationVersion);
        if (!knownVersion) {
            problems.add(new FieldProblem(VERSION, "must be a version of the catalog", versions(catalog.entries())));
        }
        if (!knownPython || !knownVersion) {
            return new Outcome("invalid input", problems, "");
        }
        SelectionResult result = catalog.check(Selection.create(Selection.PYTHON, languageVersion)
                .withInstrumentationVersion(instrumentationVersion.isEmpty() ? null : instrumentationVersion));
        String error = problems.isEmpty() ? "" : "invalid input";
        if (!result.isAccepted()) {
            error = result.problems().get(0).message();
            problems.addAll(pair(catalog, minor));
        }
        String image = result instanceof SelectionResult.Accepted accepted
                ? accepted.image().map(Object::toString).orElse("")
                : "";
        return new Outcome(error, problems, problems.isEmpty() ? image : "");
    }

    /** Both are known but do not fit: either may be changed. */
    private List<FieldProblem> pair(InstrumentationCatalog catalog, String minor) {
        CatalogEntry chosen = catalog.find(instrumentationVersion).orElse(catalog.defaultEntry());
        String message = "instrumentation " + chosen.version() + " does not support Python " + minor;
        return List.of(
                new FieldProblem(VERSION, message, versions(catalog.compatibleWith(minor))),
                new FieldProblem(PYTHON, message, catalog.pythonsFor(chosen)));
    }

    private static List<String> versions(List<CatalogEntry> entries) {
        return entries.stream().map(CatalogEntry::version).toList();
    }
}
