package io.amp4j.samples.catalogservice;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.ReloadingCatalog;
import io.amp4j.catalog.Validation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers for programs. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReloadingCatalog catalogs;
    private final Agents agents;

    Api(ReloadingCatalog catalogs, Agents agents) {
        this.catalogs = catalogs;
        this.agents = agents;
    }

    /** {@code GET /agent-build-options}, in the shape of AMP's own endpoint. */
    void buildOptions(HttpExchange exchange) throws IOException {
        Http.answerCacheable(exchange, Http.JSON, write(buildOptions(catalogs.current())));
    }

    private static Map<String, Object> buildOptions(InstrumentationCatalog catalog) {
        List<String> pythons = catalog.platformPythons();
        return ordered(
                "python",
                ordered("defaultVersion", defaultPython(catalog), "supportedVersions", pythons),
                "instrumentation",
                ordered(
                        "defaultVersion",
                        catalog.defaultVersion(),
                        "versions",
                        catalog.entries().stream().map(Api::version).toList()));
    }

    /** The newest Python that the default version has an image for. */
    static String defaultPython(InstrumentationCatalog catalog) {
        List<String> pythons = catalog.pythonsFor(catalog.defaultEntry());
        return pythons.isEmpty() ? "" : pythons.get(pythons.size() - 1);
    }

    private static Map<String, Object> version(CatalogEntry entry) {
        Map<String, Object> json = ordered("version", entry.version(), "pythonVersions", entry.pythonVersions());
        String sdk = entry.traceloopSdk();
        if (sdk != null) {
            json.put("traceloopSdk", sdk);
        }
        return json;
    }

    /** {@code GET /health}: 200 also while a bad file waits to be mended, because the last good catalog is served. */
    void health(HttpExchange exchange) throws IOException {
        Validation latest = catalogs.latest();
        int versions = catalogs.current().entries().size();
        Map<String, Object> health = latest.isValid()
                ? ordered("status", "UP", "versions", versions)
                : ordered(
                        "status",
                        "DEGRADED",
                        "reason",
                        "the newest catalog is refused; the last good one is served",
                        "versions",
                        versions,
                        "problems",
                        latest.problems().stream().map(Problem::toString).toList());
        Http.answer(exchange, 200, Http.JSON, write(health));
    }

    /** {@code GET /agents}. */
    void list(HttpExchange exchange) throws IOException {
        Http.answer(
                exchange,
                200,
                Http.JSON,
                write(ordered("agents", agents.all().stream().map(Api::agent).toList())));
    }

    /** {@code POST /agents}. */
    void create(HttpExchange exchange) throws IOException, Http.BadRequest {
        if (!Http.isOfType(exchange, Http.JSON)) {
            throw new Http.BadRequest(415, "the body must be application/json");
        }
        AgentRequest request = read(Http.body(exchange));
        InstrumentationCatalog catalog = catalogs.current();
        AgentRequest.Outcome outcome = request.check(catalog);
        if (!outcome.isAccepted()) {
            Http.answer(exchange, 400, Http.JSON, write(refusal(outcome)));
            return;
        }
        Agents.Created created = agents.create(request, outcome.image(), catalog);
        if (created.agent() == null) {
            Http.answer(exchange, 409, Http.JSON, error(created.problem()));
            return;
        }
        Http.answer(exchange, 201, Http.JSON, write(agent(created.agent())));
    }

    private static AgentRequest read(String body) throws Http.BadRequest {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException e) {
            throw new Http.BadRequest(400, "the body is not JSON");
        }
        if (json == null || !json.isObject()) {
            throw new Http.BadRequest(
                    400, "the body must be a JSON object with name, languageVersion and instrumentationVersion");
        }
        return new AgentRequest(
                text(json, AgentRequest.NAME), text(json, AgentRequest.PYTHON), text(json, AgentRequest.VERSION));
    }

    private static String text(JsonNode json, String field) throws Http.BadRequest {
        JsonNode value = json.path(field);
        if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
            throw new Http.BadRequest(400, field + " must be text; write \"3.10\" and not 3.10");
        }
        return value.asText("");
    }

    private static Map<String, Object> refusal(AgentRequest.Outcome outcome) {
        return ordered(
                "error",
                outcome.error(),
                "problems",
                outcome.problems().stream()
                        .map(problem -> ordered(
                                "field", problem.field(), "message", problem.message(), "choices", problem.choices()))
                        .toList());
    }

    private static Map<String, Object> agent(Agents.Agent agent) {
        return ordered(
                AgentRequest.NAME,
                agent.name(),
                AgentRequest.PYTHON,
                agent.languageVersion(),
                AgentRequest.VERSION,
                agent.instrumentationVersion(),
                "image",
                agent.image());
    }

    static String error(String message) {
        return write(ordered("error", message));
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static String write(Object json) {
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JacksonException e) {
            throw new IllegalStateException("maps, lists and texts can be written", e);
        }
    }
}
