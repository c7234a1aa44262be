package io.amp4j.samples.catalogservice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.amp4j.catalog.CatalogDiff;
import io.amp4j.catalog.CatalogException;
import io.amp4j.catalog.CatalogListener;
import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients of the service see, over HTTP. */
class CatalogServiceTest {
    private static final String GOOD = """
            additionalInstrumentationVersions:
              - version: "0.4.0"
                traceloopSdk: "0.62.1"
                pythonVersions: ["3.10", "3.11", "3.12", "3.13"]
                imageRepository: registry.example.com/provider
              - version: "0.9.0"
                traceloopSdk: "0.70.0"
                pythonVersions: ["3.12", "3.13"]
                imageRepository: registry.example.com/provider
            """;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private Path extension = Path.of("");
    private CatalogService service;

    @BeforeEach
    void start() throws IOException {
        extension = Files.writeString(folder.resolve("extension.yaml"), GOOD);
        service = start(Map.of(
                "INSTRUMENTATION_EXTENSION_PATH",
                extension.toString(),
                "OTEL_DEFAULT_INSTRUMENTATION_VERSION",
                "0.4.0"));
    }

    private CatalogService start(Map<String, String> environment) throws IOException {
        return CatalogService.start(
                0,
                environment,
                CatalogService.loader(environment)
                        .interval(Duration.ofMillis(10))
                        .settle(Duration.ofMillis(10))
                        .listener(new CatalogListener() {
                            @Override
                            public void onReloaded(
                                    InstrumentationCatalog catalog, CatalogDiff diff, List<Problem> warnings) {
                                events.add("reloaded");
                            }

                            @Override
                            public void onRefused(List<Problem> problems, InstrumentationCatalog kept) {
                                events.add("refused");
                            }
                        }));
    }

    @AfterEach
    void close() {
        service.close();
    }

    /** At once: the watch must see no half of it. */
    private void replace(String content) throws IOException {
        Path written = Files.writeString(folder.resolve("written"), content);
        Files.move(written, extension, StandardCopyOption.ATOMIC_MOVE);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> submit(String path, Map<String, String> fields) throws Exception {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return post(path, "application/x-www-form-urlencoded", body.toString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private void awaitEvent(String wanted) throws InterruptedException {
        assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo(wanted);
    }

    @Test
    void offersVersionsInTheShapeOfAmpAndKnowsThemByTheirTag() throws Exception {
        HttpResponse<String> first = get("/agent-build-options");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(json(first).toString())
                .isEqualTo(
                        "{\"python\":{\"defaultVersion\":\"3.13\",\"supportedVersions\":[\"3.10\",\"3.11\",\"3.12\",\"3.13\"]},"
                                + "\"instrumentation\":{\"defaultVersion\":\"0.4.0\",\"versions\":["
                                + "{\"version\":\"0.9.0\",\"pythonVersions\":[\"3.12\",\"3.13\"],\"traceloopSdk\":\"0.70.0\"},"
                                + "{\"version\":\"0.4.0\",\"pythonVersions\":[\"3.10\",\"3.11\",\"3.12\",\"3.13\"],\"traceloopSdk\":\"0.62.1\"},"
                                + "{\"version\":\"0.2.1\",\"pythonVersions\":[\"3.10\",\"3.11\",\"3.12\",\"3.13\"],\"traceloopSdk\":\"0.60.0\"}]}}");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> second = get("/agent-build-options", "If-None-Match", tag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();

        replace(GOOD.replace("0.9.0", "0.9.1"));
        awaitEvent("reloaded");
        HttpResponse<String> third = get("/agent-build-options", "If-None-Match", tag);
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(third.body()).contains("0.9.1").doesNotContain("0.9.0");
    }

    @Test
    void keepsTheLastGoodCatalogAndSaysSo() throws Exception {
        assertThat(json(get("/health")).path("status").asText()).isEqualTo("UP");
        replace("additionalInstrumentationVersions:\n  - version: 0.10\n");
        awaitEvent("refused");

        HttpResponse<String> health = get("/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(json(health).path("status").asText()).isEqualTo("DEGRADED");
        assertThat(json(health).path("problems").toString()).contains("imageRepository", "extension.yaml:2");
        assertThat(get("/agent-build-options").body()).contains("0.9.0");
        assertThat(get("/").body()).contains("The newest catalog file is refused");

        replace(GOOD);
        awaitEvent("reloaded");
        assertThat(json(get("/health")).path("status").asText()).isEqualTo("UP");
    }

    @Test
    void createsAnAgentWithItsImage() throws Exception {
        HttpResponse<String> created = post("/agents", "application/json", """
                {"name":"travel","languageVersion":"3.12.4","instrumentationVersion":"0.9.0"}""");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).path("image").asText()).isEqualTo("registry.example.com/provider:0.9.0-python3.12");
        HttpResponse<String> byDefault = post("/agents", "application/json", """
                {"name":"weather","languageVersion":"3.10"}""");
        assertThat(json(byDefault).path("instrumentationVersion").asText()).isEqualTo("0.4.0");
        assertThat(json(get("/agents")).path("agents")).hasSize(2);
        assertThat(post("/agents", "application/json", "{\"name\":\"travel\",\"languageVersion\":\"3.12\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void namesBothFieldsAndTheirChoicesWhenTheyDoNotFit() throws Exception {
        HttpResponse<String> refused = post("/agents", "application/json", """
                {"name":"travel","languageVersion":"3.10","instrumentationVersion":"0.9.0"}""");
        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode problems = json(refused).path("problems");
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).path("field").asText()).isEqualTo("instrumentationVersion");
        assertThat(json(refused).path("error").asText())
                .startsWith("invalid input: instrumentation \"0.9.0\" does not support python \"3.10\"");
        assertThat(problems.findValuesAsText("message"))
                .containsOnly("instrumentation 0.9.0 does not support Python 3.10");
        assertThat(problems.get(0).path("choices").toString()).isEqualTo("[\"0.4.0\",\"0.2.1\"]");
        assertThat(problems.get(1).path("field").asText()).isEqualTo("languageVersion");
        assertThat(problems.get(1).path("choices").toString()).isEqualTo("[\"3.12\",\"3.13\"]");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() throws Exception {
        HttpResponse<String> refused = post("/agents", "application/json", """
                {"name":"No Label","languageVersion":"2.7","instrumentationVersion":"7.7.7"}""");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("problems").findValuesAsText("field"))
                .containsExactly("name", "languageVersion", "instrumentationVersion");
        assertThat(json(get("/agents")).path("agents")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json | the body is not JSON",
                "[] | the body must be a JSON object",
                "{\"languageVersion\":3.10} | languageVersion must be text",
            })
    void saysWhatIsWrongWithABody(String body, String message) throws Exception {
        HttpResponse<String> refused = post("/agents", "application/json", body);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("error").asText()).contains(message);
    }

    @Test
    void showsErrorsBesideTheirFieldsAndEscapesWhatItWasSent() throws Exception {
        HttpResponse<String> page =
                submit("/", Map.of("name", "<script>\"", "languageVersion", "3.10", "instrumentationVersion", "0.9.0"));
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body())
                .doesNotContain("<script>")
                .contains("value=\"&lt;script&gt;&quot;\"")
                .contains("id=\"name-error\"");
        HttpResponse<String> pair =
                submit("/", Map.of("name", "travel", "languageVersion", "3.10", "instrumentationVersion", "0.9.0"));
        assertThat(pair.body())
                .contains(
                        "id=\"languageVersion\" name=\"languageVersion\" aria-invalid=\"true\" aria-describedby=\"languageVersion-error\"")
                .contains("choose one of 3.12, 3.13")
                .contains("choose one of 0.4.0, 0.2.1");
        HttpResponse<String> good =
                submit("/", Map.of("name", "travel", "languageVersion", "3.13", "instrumentationVersion", "0.9.0"));
        assertThat(good.statusCode()).isEqualTo(201);
        assertThat(good.body())
                .contains("travel was created with the image <code>registry.example.com/provider:0.9.0-python3.13");
    }

    @Test
    void showsWhatNewValuesWouldBreak() throws Exception {
        submit("/", Map.of("name", "travel", "languageVersion", "3.12", "instrumentationVersion", "0.9.0"));
        HttpResponse<String> page =
                submit("/impact", Map.of("values", GOOD.substring(0, GOOD.indexOf("  - version: \"0.9.0\""))));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("1 agent(s) would fail their next update")
                .contains("0.9.0", "What would keep them");
        HttpResponse<String> harmless = submit("/impact", Map.of("values", GOOD));
        assertThat(harmless.body()).contains("No agent would fail its next update", "None.");
        HttpResponse<String> bad = submit("/impact", Map.of("values", "additionalInstrumentationVersions: 7"));
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("would refuse these values", "values.yaml:1");
    }

    @Test
    void refusesWhatItDoesNotServe() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        HttpResponse<String> wrong = post("/health", "text/plain", "");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).contains("GET");
        assertThat(post("/agents", "application/json", " ".repeat((1 << 20) + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(http.send(
                                HttpRequest.newBuilder(uri("/agent-build-options"))
                                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesNothingThatAPageOfAnotherSiteSends() throws Exception {
        HttpRequest foreign = HttpRequest.newBuilder(uri("/"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString("name=travel&languageVersion=3.12"))
                .build();
        assertThat(http.send(foreign, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(403);
        assertThat(post("/agents", "text/plain", "{\"name\":\"travel\",\"languageVersion\":\"3.12\"}")
                        .statusCode())
                .isEqualTo(415);
        assertThat(json(get("/agents")).path("agents")).isEmpty();
    }

    @Test
    void doesNotStartOnABadCatalog() {
        Map<String, String> environment = Map.of("OTEL_DEFAULT_INSTRUMENTATION_VERSION", "9.9.9");
        assertThatThrownBy(() -> start(environment))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("9.9.9");
    }

    @Test
    void saysThatItKeepsNoMoreAgents() {
        Agents agents = new Agents(1);
        InstrumentationCatalog catalog = CatalogLoader.builder().build().load().orElseThrow();
        assertThat(agents.create(new AgentRequest("a", "3.12", ""), "image", catalog)
                        .agent())
                .isNotNull();
        assertThat(agents.create(new AgentRequest("b", "3.12", ""), "image", catalog)
                        .problem())
                .isEqualTo("there are 1 agents, and this service keeps no more");
    }

    @ParameterizedTest
    @CsvSource({"8080, 8080", "0, 0", "65535, 65535", "65536, -1", "-1, -1", "http, -1", "'', -1", "99999999999, -1"})
    void readsAPort(String text, int port) {
        assertThat(CatalogService.port(text)).isEqualTo(port);
    }
}
