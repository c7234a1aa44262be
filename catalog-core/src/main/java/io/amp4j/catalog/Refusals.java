package io.amp4j.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The problems of a question that a catalog cannot answer, in AMP's words. */
final class Refusals {
    private Refusals() {}

    static CatalogException unknownVersion(String version, List<CatalogEntry> entries) {
        List<String> supported =
                entries.stream().limit(20).map(CatalogEntry::version).toList();
        String rest = entries.size() > supported.size() ? " and " + (entries.size() - supported.size()) + " more" : "";
        return refusal(
                "unknown-version",
                SourceLocation.whole("request"),
                "instrumentationVersion \"" + version + "\" is not supported by this deployment; supported: ["
                        + String.join(" ", supported) + rest + "]",
                version,
                "instrumentationVersion");
    }

    static CatalogException malformedPython(CatalogEntry entry, String python) {
        return refusal(
                "malformed-python",
                SourceLocation.whole("request"),
                "invalid languageVersion format: expected 'major.minor' but got '" + python + "'",
                entry.version(),
                "languageVersion");
    }

    static CatalogException unsupportedPython(CatalogEntry entry, String minor) {
        return refusal(
                "unsupported-python",
                SourceLocation.whole("request"),
                "instrumentation \"" + entry.version() + "\" does not support python \"" + minor + "\" (supports: ["
                        + String.join(" ", entry.pythonVersions()) + "])",
                entry.version(),
                "languageVersion");
    }

    private static CatalogException refusal(
            String code, SourceLocation location, String message, @Nullable String entry, @Nullable String field) {
        return new CatalogException(List.of(new Problem(code, Severity.ERROR, location, message, entry, field)));
    }
}
