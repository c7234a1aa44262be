package io.amp4j.catalog;

import io.amp4j.catalog.internal.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of this library as JSON, indented by two spaces. Field names are stable; a field without a value is null and not left
 * out. Every method returns a whole document that ends with a line feed, or throws {@link CatalogException} if Jackson is missing or too
 * old.
 *
 * @since 0.1.0
 */
public final class CatalogJson {
    private CatalogJson() {}

    /**
     * Returns {@code {"defaultVersion","versions":[{"version","traceloopSdk","pythonVersions","imageRepository","source"}]}}, newest
     * first. {@link CatalogLoader} reads it back as a baseline or as an extension.
     */
    public static String catalog(InstrumentationCatalog catalog) {
        return write(() -> JsonTree.object(
                "defaultVersion",
                catalog.defaultVersion(),
                "versions",
                catalog.entries().stream().map(CatalogJson::entry).toList()));
    }

    /**
     * Returns {@code {"problems":[{"severity","code","message","file","line","column","entry","field"}]}}; a problem without a line has
     * null for line and column.
     */
    public static String problems(List<Problem> problems) {
        return write(() -> JsonTree.object("problems", list(problems)));
    }

    /** Returns {@code {"accepted","reason","entry","image","problems"}}. */
    public static String selection(SelectionResult result) {
        Optional<SelectionResult.Accepted> accepted =
                result instanceof SelectionResult.Accepted it ? Optional.of(it) : Optional.empty();
        return write(() -> JsonTree.object(
                "accepted", result.isAccepted(),
                "reason", accepted.map(SelectionResult.Accepted::reason).orElse(null),
                "entry",
                        accepted.flatMap(SelectionResult.Accepted::entry)
                                .map(CatalogJson::entry)
                                .orElse(null),
                "image",
                        accepted.flatMap(SelectionResult.Accepted::image)
                                .map(ImageReference::toString)
                                .orElse(null),
                "problems", list(result.problems())));
    }

    /**
     * Returns {@code {"version","effective","definitions":[{"layer","name","file","line","column","entry","changes":[{"field","before",
     * "after"}]}]}}, the lowest layer first; {@code effective} is null if no layer has the version.
     */
    public static String explanation(Explanation explanation) {
        return write(() -> JsonTree.object(
                "version", explanation.version(),
                "effective", explanation.effective().map(CatalogJson::entry).orElse(null),
                "definitions",
                        explanation.definitions().stream()
                                .map(CatalogJson::definition)
                                .toList()));
    }

    /**
     * Returns {@code {"changes":[{"change","version","risky","text",…}]}}. {@code change} is one of {@code added}, {@code removed} (with
     * {@code entry}), {@code overridden} (with {@code before}, {@code after}, {@code fields}), {@code pythons-narrowed} (with
     * {@code lost}), {@code repository-redirected} and {@code default-moved} (with {@code before} and {@code after}).
     */
    public static String diff(CatalogDiff diff) {
        return write(() -> JsonTree.object(
                "changes", diff.changes().stream().map(CatalogJson::change).toList()));
    }

    /**
     * Returns {@code {"refusedAgents","refused":[{"version","python","count","problem"}],"accepted":[{"version","python","count"}],
     * "remedies":[{"version","pythons","text"}]}}.
     */
    public static String impact(Impact impact) {
        return write(() -> JsonTree.object(
                "refusedAgents", impact.refusedAgents(),
                "refused", impact.refused().stream().map(CatalogJson::refused).toList(),
                "accepted", impact.accepted().stream().map(CatalogJson::pin).toList(),
                "remedies", impact.remedies().stream().map(CatalogJson::remedy).toList()));
    }

    /**
     * Returns {@code {"copies":[{"version","python","source","target"}],"extension":{"additionalInstrumentationVersions":[{"version",
     * "traceloopSdk","pythonVersions","imageRepository"}]}}}. The content of {@code extension} is an operator's file as it is, so an entry
     * has no {@code traceloopSdk} if the catalog has none.
     */
    public static String mirrorPlan(MirrorPlan plan) {
        return write(() -> JsonTree.object(
                "copies", plan.copies().stream().map(CatalogJson::copy).toList(),
                "extension",
                        JsonTree.object(
                                "additionalInstrumentationVersions",
                                plan.entries().stream()
                                        .map(CatalogJson::mirrored)
                                        .toList())));
    }

    private static String write(Supplier<Map<String, @Nullable Object>> document) {
        try {
            return JsonTree.write(document.get());
        } catch (LinkageError e) {
            throw Libraries.failure(e);
        }
    }

    private static Map<String, @Nullable Object> mirrored(MirrorPlan.Entry entry) {
        Map<String, @Nullable Object> json = JsonTree.object("version", entry.version());
        if (entry.traceloopSdk() != null) {
            json.put("traceloopSdk", entry.traceloopSdk());
        }
        json.put("pythonVersions", entry.pythonVersions());
        json.put("imageRepository", entry.imageRepository());
        return json;
    }

    private static Map<String, @Nullable Object> entry(CatalogEntry entry) {
        return JsonTree.object(
                "version", entry.version(),
                "traceloopSdk", entry.traceloopSdk(),
                "pythonVersions", entry.pythonVersions(),
                "imageRepository", entry.imageRepository(),
                "source", entry.source().kind().text());
    }

    private static List<Map<String, @Nullable Object>> list(List<Problem> problems) {
        return problems.stream().map(CatalogJson::problem).toList();
    }

    private static Map<String, @Nullable Object> problem(Problem problem) {
        SourceLocation at = problem.location();
        return JsonTree.object(
                "severity", problem.severity().text(),
                "code", problem.code(),
                "message", problem.message(),
                "file", at.source(),
                "line", number(at.line()),
                "column", number(at.column()),
                "entry", problem.entry(),
                "field", problem.field());
    }

    /** A location that is a whole source has neither line nor column. */
    private static @Nullable Integer number(int lineOrColumn) {
        return lineOrColumn == 0 ? null : lineOrColumn;
    }

    private static Map<String, @Nullable Object> definition(Explanation.Definition definition) {
        EntrySource source = definition.entry().source();
        return JsonTree.object(
                "layer", source.kind().text(),
                "name", source.layer().name(),
                "file", source.location().source(),
                "line", number(source.location().line()),
                "column", number(source.location().column()),
                "entry", entry(definition.entry()),
                "changes", fields(definition.changes()));
    }

    private static List<Map<String, @Nullable Object>> fields(List<FieldChange> changes) {
        return changes.stream()
                .map(change ->
                        JsonTree.object("field", change.field(), "before", change.before(), "after", change.after()))
                .toList();
    }

    private static Map<String, @Nullable Object> change(CatalogDiff.Change change) {
        Map<String, @Nullable Object> json = JsonTree.object(
                "change", change.kind(), "version", change.version(), "risky", change.isRisky(), "text", change.text());
        if (change instanceof CatalogDiff.Added added) {
            json.put("entry", entry(added.entry()));
        } else if (change instanceof CatalogDiff.Removed removed) {
            json.put("entry", entry(removed.entry()));
        } else if (change instanceof CatalogDiff.Overridden overridden) {
            json.put("before", entry(overridden.before()));
            json.put("after", entry(overridden.after()));
            json.put("fields", fields(overridden.fields()));
        } else if (change instanceof CatalogDiff.PythonsNarrowed narrowed) {
            json.put("lost", narrowed.lost());
        } else if (change instanceof CatalogDiff.RepositoryRedirected redirected) {
            json.put("before", redirected.before());
            json.put("after", redirected.after());
        } else if (change instanceof CatalogDiff.DefaultMoved moved) {
            json.put("before", moved.before());
            json.put("after", moved.version());
        }
        return json;
    }

    private static Map<String, @Nullable Object> refused(Impact.Refused refused) {
        Map<String, @Nullable Object> json = pin(refused.pin());
        json.put("problem", problem(refused.problem()));
        return json;
    }

    private static Map<String, @Nullable Object> pin(Pin pin) {
        return JsonTree.object("version", pin.version(), "python", pin.python(), "count", pin.count());
    }

    private static Map<String, @Nullable Object> remedy(Impact.Remedy remedy) {
        return JsonTree.object("version", remedy.version(), "pythons", remedy.pythons(), "text", remedy.text());
    }

    private static Map<String, @Nullable Object> copy(MirrorPlan.Copy copy) {
        return JsonTree.object(
                "version", copy.version(),
                "python", copy.python(),
                "source", copy.source().toString(),
                "target", copy.target().toString());
    }
}
