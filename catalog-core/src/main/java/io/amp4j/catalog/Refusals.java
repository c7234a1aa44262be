package io.amp4j.catalog;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;
import java.util.stream.Collectors;

/** The problems of a request that a catalog refuses; the messages begin with AMP's message for the reason. */
final class Refusals {
    /** How many versions a message lists at most; a catalog may have very many. */
    private static final int LISTED = 20;

    private static final int LONGEST_VERSION = 64;

    private static final SourceLocation REQUEST = SourceLocation.whole("request");
    private static final String VERSION_FIELD = "instrumentationVersion";
    private static final String PYTHON_FIELD = "languageVersion";

    private Refusals() {}

    /** Returns the problem that a requested version is not in the catalog. */
    static Problem unsupportedVersion(String version, List<CatalogEntry> entries) {
        return refusal(
                "unknown-version",
                "instrumentationVersion " + Quoted.of(version) + " is not supported by this deployment; supported: ["
                        + listed(entries) + "]",
                version,
                VERSION_FIELD);
    }

    /** Returns the problem that an agent's stored version is not in the catalog. */
    static Problem vanishedVersion(String version, List<CatalogEntry> entries) {
        return refusal(
                "unknown-version",
                "instrumentationVersion " + Quoted.of(version)
                        + " not in catalog; "
                        + (canBeListed(version) ? "add an extension entry for it, or " : "") + "choose one of ["
                        + listed(entries)
                        + "]",
                version,
                VERSION_FIELD);
    }

    static Problem noPython(CatalogEntry entry, String python) {
        return refusal(
                "malformed-python",
                "invalid languageVersion format: expected 'major.minor' but got '" + Quoted.shortened(python) + "'",
                entry.version(),
                PYTHON_FIELD);
    }

    static Problem unsupportedPython(CatalogEntry entry, String minor) {
        return mismatch(entry, minor, "");
    }

    /** Returns the problem that version and Python do not match; it names both fields of the request, and values that match. */
    static Problem pairMismatch(CatalogEntry entry, String minor, InstrumentationCatalog catalog) {
        List<CatalogEntry> fitting = catalog.compatibleWith(minor);
        String versions = fitting.isEmpty()
                ? "no instrumentationVersion of this deployment supports it"
                : "or an instrumentationVersion out of [" + listed(fitting) + "]";
        return mismatch(entry, minor, "; choose another languageVersion, " + versions);
    }

    private static Problem mismatch(CatalogEntry entry, String minor, String remedy) {
        return refusal(
                "unsupported-python",
                "instrumentation \"" + entry.version() + "\" does not support python " + Quoted.of(minor)
                        + " (supports: [" + String.join(" ", entry.pythonVersions()) + "])" + remedy,
                entry.version(),
                PYTHON_FIELD);
    }

    private static Problem refusal(String code, String message, String version, String field) {
        return Problem.of(code, Severity.ERROR, REQUEST, message)
                .withEntry(version)
                .withField(field);
    }

    /** Returns whether an entry can have the version: a semantic version that fits image tags and AMP's database column. */
    static boolean canBeListed(String version) {
        return version.length() <= LONGEST_VERSION
                && SemanticVersion.parse(version)
                        .filter(parsed -> !parsed.hasBuildMetadata())
                        .isPresent();
    }

    private static String listed(List<CatalogEntry> entries) {
        String versions =
                entries.stream().limit(LISTED).map(CatalogEntry::version).collect(Collectors.joining(" "));
        return entries.size() > LISTED ? versions + " and " + (entries.size() - LISTED) + " more" : versions;
    }
}
