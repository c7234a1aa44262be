package io.amp4j.samples.catalogservice;

import com.sun.net.httpserver.HttpExchange;
import io.amp4j.catalog.CatalogDiff;
import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.Impact;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.ReloadingCatalog;
import io.amp4j.catalog.Validation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The answers for people: two forms that work without script and by keyboard alone. */
final class Pages {
    private final ReloadingCatalog catalogs;
    private final Agents agents;
    private final Function<String, Validation> tryValues;

    /** @param tryValues loads a catalog as this service would, with the given values in place of the mounted ones */
    Pages(ReloadingCatalog catalogs, Agents agents, Function<String, Validation> tryValues) {
        this.catalogs = catalogs;
        this.agents = agents;
        this.tryValues = tryValues;
    }

    /** {@code GET /}. */
    void form(HttpExchange exchange) throws IOException {
        InstrumentationCatalog catalog = catalogs.current();
        AgentRequest empty = new AgentRequest("", Api.defaultPython(catalog), catalog.defaultVersion());
        Http.answer(exchange, 200, Http.HTML, Html.page("Create an agent", form(catalog, empty, List.of(), "")));
    }

    /** {@code POST /}: the same form again, with each error beside its field, or with what was created. */
    void create(HttpExchange exchange) throws IOException, Http.BadRequest {
        Map<String, String> fields = FormFields.of(Http.body(exchange));
        AgentRequest request = new AgentRequest(
                fields.getOrDefault(AgentRequest.NAME, ""),
                fields.getOrDefault(AgentRequest.PYTHON, ""),
                fields.getOrDefault(AgentRequest.VERSION, ""));
        InstrumentationCatalog catalog = catalogs.current();
        AgentRequest.Outcome outcome = request.check(catalog);
        List<AgentRequest.FieldProblem> problems = outcome.problems();
        Agents.Agent created = null;
        if (outcome.isAccepted()) {
            Agents.Created result = agents.create(request, outcome.image(), catalog);
            created = result.agent();
            problems = created == null
                    ? List.of(new AgentRequest.FieldProblem(AgentRequest.NAME, result.problem(), List.of()))
                    : problems;
        }
        if (created == null) {
            Http.answer(exchange, 400, Http.HTML, Html.page("Create an agent", form(catalog, request, problems, "")));
            return;
        }
        String note = "<p class=\"note\" role=\"status\">" + Html.text(created.name())
                + " was created with the image <code>" + Html.text(created.image()) + "</code>.</p>\n";
        AgentRequest next = new AgentRequest("", created.languageVersion(), created.instrumentationVersion());
        Http.answer(exchange, 201, Http.HTML, Html.page("Create an agent", form(catalog, next, List.of(), note)));
    }

    private String form(
            InstrumentationCatalog catalog,
            AgentRequest request,
            List<AgentRequest.FieldProblem> problems,
            String note) {
        StringBuilder out = new StringBuilder(note);
        if (!catalogs.latest().isValid()) {
            out.append(
                    "<p class=\"note bad\" role=\"status\">The newest catalog file is refused; these are the versions of"
                            + " the last good one. <a href=\"/health\">Why</a></p>\n");
        }
        out.append("<form method=\"post\" action=\"/\">\n");
        out.append(
                        "<label for=\"name\">Name</label><input id=\"name\" name=\"name\" required maxlength=\"63\" value=\"")
                .append(Html.text(request.name()))
                .append('"')
                .append(state(AgentRequest.NAME, problems))
                .append('>')
                .append(errors(AgentRequest.NAME, problems));
        out.append(select(
                AgentRequest.PYTHON,
                "Python",
                request.languageVersion(),
                catalog.platformPythons(),
                python -> python,
                problems));
        out.append(select(
                AgentRequest.VERSION,
                "Instrumentation version",
                request.instrumentationVersion(),
                catalog.entries().stream().map(CatalogEntry::version).toList(),
                version -> label(catalog, version),
                problems));
        out.append("<button>Create</button></form>\n");
        List<Agents.Agent> all = agents.all();
        if (!all.isEmpty()) {
            out.append("<h2>Agents</h2><table>").append(Html.row("th", "Name", "Python", "Version", "Image"));
            all.forEach(agent -> out.append(Html.row(
                    "td", agent.name(), agent.languageVersion(), agent.instrumentationVersion(), agent.image())));
            out.append("</table>\n");
        }
        return out.toString();
    }

    private static String label(InstrumentationCatalog catalog, String version) {
        CatalogEntry entry = catalog.find(version).orElseThrow();
        return version + (version.equals(catalog.defaultVersion()) ? " (default)" : "") + " for Python "
                + String.join(", ", entry.pythonVersions());
    }

    private static String select(
            String name,
            String label,
            String chosen,
            List<String> choices,
            Function<String, String> labels,
            List<AgentRequest.FieldProblem> problems) {
        StringBuilder out = new StringBuilder("<label for=\"" + name + "\">" + label + "</label><select id=\"" + name
                + "\" name=\"" + name + "\"" + state(name, problems) + ">");
        if (!choices.contains(chosen)) {
            // What was asked for is shown beside the error, not silently replaced.
            out.append("<option selected value=\"")
                    .append(Html.text(chosen))
                    .append("\">")
                    .append(Html.text(chosen))
                    .append(" (not available)</option>");
        }
        choices.forEach(choice -> out.append("<option value=\"")
                .append(Html.text(choice))
                .append('"')
                .append(choice.equals(chosen) ? " selected" : "")
                .append('>')
                .append(Html.text(labels.apply(choice)))
                .append("</option>"));
        return out.append("</select>").append(errors(name, problems)).toString();
    }

    private static String state(String name, List<AgentRequest.FieldProblem> problems) {
        boolean wrong = problems.stream().anyMatch(problem -> problem.field().equals(name));
        return wrong ? " aria-invalid=\"true\" aria-describedby=\"" + name + "-error\"" : "";
    }

    private static String errors(String name, List<AgentRequest.FieldProblem> problems) {
        StringBuilder out = new StringBuilder();
        for (AgentRequest.FieldProblem problem : problems) {
            if (problem.field().equals(name)) {
                String choices =
                        problem.choices().isEmpty() ? "" : "; choose one of " + String.join(", ", problem.choices());
                out.append("<p class=\"error\" role=\"alert\" id=\"")
                        .append(name)
                        .append("-error\">")
                        .append(Html.text(problem.message() + choices))
                        .append("</p>");
            }
        }
        return out.append('\n').toString();
    }

    /** {@code GET /impact}. */
    void values(HttpExchange exchange) throws IOException {
        Http.answer(exchange, 200, Http.HTML, Html.page("Try new values", valuesForm("")));
    }

    /** {@code POST /impact}: what these values would change, and which of the agents would fail their next update. */
    void impact(HttpExchange exchange) throws IOException, Http.BadRequest {
        String values = FormFields.of(Http.body(exchange)).getOrDefault("values", "");
        Validation tried = tryValues.apply(values);
        StringBuilder out = new StringBuilder();
        if (tried.isValid()) {
            InstrumentationCatalog next = tried.orElseThrow();
            out.append(verdict(next.impact(agents.pins())));
            out.append("<h2>Changes</h2>");
            List<String> changes = CatalogDiff.between(catalogs.current(), next).changes().stream()
                    .map(CatalogDiff.Change::text)
                    .toList();
            out.append(changes.isEmpty() ? "<p>None.</p>\n" : Html.list(changes));
        } else {
            out.append("<p class=\"note bad\" role=\"status\">The service would refuse these values.</p>\n");
        }
        List<String> problems = tried.problems().stream().map(Problem::toString).toList();
        if (!problems.isEmpty()) {
            out.append("<h2>Problems</h2>").append(Html.list(problems));
        }
        Http.answer(
                exchange,
                tried.isValid() ? 200 : 400,
                Http.HTML,
                Html.page("Try new values", out + valuesForm(values)));
    }

    private static String verdict(Impact impact) {
        if (impact.isHarmless()) {
            return "<p class=\"note\" role=\"status\">No agent would fail its next update.</p>\n";
        }
        StringBuilder out = new StringBuilder("<p class=\"note bad\" role=\"status\">" + impact.refusedAgents()
                + " agent(s) would fail their next update.</p>\n");
        out.append(Html.list(impact.refused().stream()
                .map(refused -> refused.problem().message())
                .toList()));
        out.append("<h2>What would keep them</h2>")
                .append(Html.list(
                        impact.remedies().stream().map(Impact.Remedy::text).toList()));
        return out.toString();
    }

    private static String valuesForm(String values) {
        return "<form method=\"post\" action=\"/impact\">\n"
                + "<label for=\"values\">Values file, or the list alone (YAML)</label>"
                + "<textarea id=\"values\" name=\"values\" rows=\"16\" spellcheck=\"false\">" + Html.text(values)
                + "</textarea><button>Try</button></form>\n";
    }
}
