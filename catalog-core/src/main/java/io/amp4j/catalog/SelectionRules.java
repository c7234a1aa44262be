package io.amp4j.catalog;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;
import java.util.Optional;

/** The rules of AMP for one request, against one catalog. */
final class SelectionRules {
    private final InstrumentationCatalog catalog;
    private final Selection selection;
    private final String minor;

    private SelectionRules(InstrumentationCatalog catalog, Selection selection) {
        this.catalog = catalog;
        this.selection = selection;
        this.minor = PythonMinor.normalize(selection.languageVersion());
    }

    static SelectionResult check(InstrumentationCatalog catalog, Selection selection) {
        return new SelectionRules(catalog, selection).result();
    }

    private SelectionResult result() {
        boolean python = selection.language().equals(Selection.PYTHON);
        String named = selection.instrumentationVersion();
        // AMP checks the version of a new agent in any language, and of an update only if the new build is Python.
        boolean versionMatters = python || selection.operation() == Selection.Operation.CREATE;
        if (named != null && versionMatters && !catalog.contains(named)) {
            return rejected(Refusals.unsupportedVersion(named, catalog.entries()));
        }
        if (!python) {
            return nothing("only " + Selection.PYTHON + " agents get an instrumentation image, not "
                    + Quoted.shortened(selection.language()));
        }
        if (named != null) {
            return strict(named, "named by the request");
        }
        if (selection.operation() == Selection.Operation.REDEPLOY) {
            return lenient();
        }
        if (!selection.autoInstrumentation()) {
            return nothing("automatic instrumentation is off and the request names no version");
        }
        String pin = selection.pinnedVersion();
        return pin != null && selection.operation() == Selection.Operation.UPDATE
                ? strict(pin, "pinned when the agent was created")
                : strict(catalog.defaultVersion(), "the platform's default");
    }

    /** The version must be in the catalog and support the Python; without a Python version AMP checks neither. */
    private SelectionResult strict(String version, String why) {
        Optional<CatalogEntry> entry = catalog.find(version);
        if (minor.isEmpty()) {
            return new SelectionResult.Accepted(
                    entry,
                    Optional.empty(),
                    Quoted.shortened(version) + " is " + why + ", and languageVersion "
                            + Quoted.of(selection.languageVersion())
                            + " names no Python to check it against, so no image is set",
                    List.of());
        }
        if (entry.isEmpty()) {
            return rejected(Refusals.vanishedVersion(version, catalog.entries()));
        }
        if (!entry.get().pythonVersions().contains(minor)) {
            return rejected(Refusals.pairMismatch(entry.get(), minor, catalog));
        }
        return accepted(entry.get(), why);
    }

    /** The stored version is used if it is still valid; if not, the agent keeps its image, and there is a warning. */
    private SelectionResult lenient() {
        String pin = selection.pinnedVersion();
        if (pin == null) {
            return nothing("no version is pinned, so the image of creation stands");
        }
        Optional<CatalogEntry> entry = catalog.find(pin);
        String kept = "the pinned version no longer fits, so the image of creation stands";
        if (entry.isEmpty()) {
            return warned(kept, Refusals.vanishedVersion(pin, catalog.entries()));
        }
        if (!entry.get().pythonVersions().contains(minor)) {
            return warned(
                    kept,
                    minor.isEmpty()
                            ? Refusals.noPython(entry.get(), selection.languageVersion())
                            : Refusals.pairMismatch(entry.get(), minor, catalog));
        }
        return accepted(entry.get(), "pinned when the agent was created");
    }

    private SelectionResult accepted(CatalogEntry entry, String why) {
        return new SelectionResult.Accepted(
                Optional.of(entry), Optional.of(entry.image(minor)), entry.version() + " is " + why, List.of());
    }

    private static SelectionResult nothing(String reason) {
        return new SelectionResult.Accepted(Optional.empty(), Optional.empty(), reason, List.of());
    }

    private static SelectionResult warned(String reason, Problem error) {
        return new SelectionResult.Accepted(Optional.empty(), Optional.empty(), reason, List.of(asWarning(error)));
    }

    /** AMP answers with HTTP 400 and this text before the reason. A warning of a redeploy is not an answer, so it has no such text. */
    private static SelectionResult rejected(Problem reason) {
        return new SelectionResult.Rejected(List.of(reason.withMessage("invalid input: " + reason.message())));
    }

    private static Problem asWarning(Problem error) {
        return error.withSeverity(Severity.WARNING);
    }
}
