package io.amp4j.samples.cli;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.Explanation;
import io.amp4j.catalog.FieldChange;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code amp4j catalog view}: a page for people, in one file without script. */
@Command(
        name = "view",
        mixinStandardHelpOptions = true,
        description =
                "Write an HTML page of the versions, their images, what overrides what, and the problems; exit code 1 if"
                        + " one is an error.")
final class CatalogView implements Callable<Integer> {
    private static final String STYLE = """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%}
            th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #8886}
            code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
            .error{color:#b3261e}.warning{color:#8a5a00}
            @media (prefers-color-scheme:dark){.error{color:#ff8a80}.warning{color:#ffd180}}
            """;

    @Mixin
    private CatalogOptions options = new CatalogOptions();

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "More files, over those of --extension.")
    private List<String> files = new ArrayList<>();

    @Override
    public Integer call() {
        if (options.isJson()) {
            throw options.usage("view writes HTML; catalog list and catalog check write JSON");
        }
        Validation validation = options.load(files.toArray(new String[0]));
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<title>Instrumentation catalog</title><style>" + STYLE
                + "</style></head><body><main><h1>Instrumentation catalog</h1>\n");
        List<Problem> problems = validation.problems();
        if (validation instanceof Validation.Valid valid) {
            InstrumentationCatalog catalog = valid.catalog();
            int versions = catalog.entries().size();
            page.append("<p>").append(versions).append(versions == 1 ? " version" : " versions");
            page.append("; the default is <strong>");
            page.append(html(catalog.defaultVersion())).append("</strong>.</p>\n");
            table(page, catalog, problems);
            problems = problems.stream()
                    .filter(problem -> problem.entry() == null || !catalog.contains(problem.entry()))
                    .toList();
        } else {
            page.append("<p class=\"error\">A service would refuse this catalog.</p>\n");
        }
        if (!problems.isEmpty()) {
            page.append("<h2>Problems</h2><ul>");
            problems.forEach(
                    problem -> page.append("<li>").append(text(problem)).append("</li>"));
            page.append("</ul>\n");
        }
        options.writeDocument(page.append("</main></body></html>\n").toString());
        return validation.isValid() ? ExitCode.GOOD : ExitCode.PROBLEMS;
    }

    private static void table(StringBuilder page, InstrumentationCatalog catalog, List<Problem> problems) {
        page.append(
                "<table><thead><tr><th>Version</th><th>traceloop-sdk</th><th>Images</th><th>Where it comes from</th>"
                        + "</tr></thead><tbody>\n");
        for (CatalogEntry entry : catalog.entries()) {
            String sdk = entry.traceloopSdk();
            page.append("<tr><th scope=\"row\">").append(html(entry.version()));
            if (entry.version().equals(catalog.defaultVersion())) {
                page.append("<br>default");
            }
            page.append("</th><td>").append(sdk == null ? "" : html(sdk)).append("</td><td>");
            entry.pythonVersions()
                    .forEach(python -> page.append("<code>")
                            .append(html(entry.image(python).toString()))
                            .append("</code><br>"));
            page.append("</td><td>").append(origin(catalog.explain(entry.version())));
            problems.stream()
                    .filter(problem -> entry.version().equals(problem.entry()))
                    .forEach(problem -> page.append("<br>").append(text(problem)));
            page.append("</td></tr>\n");
        }
        page.append("</tbody></table>\n");
    }

    /** Returns each layer that has the version, and what it overrides. */
    private static String origin(Explanation explanation) {
        StringBuilder out = new StringBuilder();
        for (Explanation.Definition definition : explanation.definitions()) {
            out.append(out.isEmpty() ? "" : "<br>overridden by ")
                    .append("<code>")
                    .append(html(definition.entry().source().location().toString()))
                    .append("</code>");
            for (FieldChange change : definition.changes()) {
                out.append("<br>&nbsp; ")
                        .append(html(change.field() + ": " + change.before() + " → " + change.after()));
            }
        }
        return out.toString();
    }

    private static String text(Problem problem) {
        return "<span class=\"" + (problem.isError() ? "error" : "warning") + "\">" + html(problem.toString())
                + "</span>";
    }

    private static String html(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
