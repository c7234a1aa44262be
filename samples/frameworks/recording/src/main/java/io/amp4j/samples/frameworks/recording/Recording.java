package io.amp4j.samples.frameworks.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a program emits under the OpenTelemetry Java agent: its spans, and those log records that are events, each as lines of JSON
 * without times, ports and threads, with ids by order.
 *
 * @param spans one span a line, in the order of their start, as {@code amp4j otel check} reads them; with the place in the order of their end
 * @param events one event a line, in the order in which they came
 */
public record Recording(List<String> spans, List<String> events) {
    /** Where otel-init's tests look for them. */
    public static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "../../../otel-init/src/test/resources/recordings");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern TIMESTAMP = Pattern.compile("(\"timestamp\"):\\d+");
    private static final List<String> CHANGING =
            List.of("thread.id", "thread.name", "server.port", "network.peer.port", "network.peer.address", "url.full");

    /** Copies both. */
    public Recording {
        spans = List.copyOf(spans);
        events = List.copyOf(events);
    }

    /** Runs the program in a JVM of its own, behind the agent of that version if one is given, with content captured. */
    public static Recording of(Class<?> program, @Nullable String agentVersion, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("recording", ".jsonl");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            if (agentVersion != null) {
                command.add("-javaagent:"
                        + Path.of("target", "javaagent", "opentelemetry-javaagent-" + agentVersion + ".jar"));
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("AMP_"));
            builder.environment()
                    .putAll(Map.of(
                            "OTEL_TRACES_EXPORTER", "logging-otlp",
                            "OTEL_LOGS_EXPORTER", "logging-otlp",
                            "OTEL_METRICS_EXPORTER", "none",
                            "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "true"));
            builder.environment().putAll(environment);
            // The agent's exporter writes its lines to the log, whole.
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the program does not end: " + Files.readString(output));
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("the program failed: " + Files.readString(output));
            }
            return read(Files.readString(output).lines().toList());
        } finally {
            Files.delete(output);
        }
    }

    /** Writes the recording if {@code -Drecord} is set. */
    public void writeIfAsked(String name) throws IOException {
        if (System.getProperty("record") != null) {
            Files.createDirectories(FOLDER);
            Files.write(FOLDER.resolve(name + ".jsonl"), spans);
            if (!events.isEmpty()) {
                Files.write(FOLDER.resolve(name + "-events.jsonl"), events);
            }
        }
    }

    /** Returns what was recorded before. */
    public static Recording recorded(String name) throws IOException {
        Path events = FOLDER.resolve(name + "-events.jsonl");
        return new Recording(
                Files.readAllLines(FOLDER.resolve(name + ".jsonl")),
                Files.exists(events) ? Files.readAllLines(events) : List.of());
    }

    /** Calls over HTTP are no spans of a framework, unless they say what the call was. */
    private static boolean isHttp(JsonNode span) {
        boolean http = false;
        for (JsonNode attribute : span.path("attributes")) {
            String key = attribute.path("key").asText();
            if (key.startsWith("gen_ai.")) {
                return false;
            }
            http |= key.equals("http.request.method") || key.equals("http.method");
        }
        return http;
    }

    private static Recording read(List<String> output) throws IOException {
        List<JsonNode> spans = new ArrayList<>();
        List<JsonNode> records = new ArrayList<>();
        for (String line : output) {
            int start = line.indexOf("{\"resource");
            JsonNode batch = start < 0 ? JSON.createObjectNode() : JSON.readTree(line.substring(start));
            for (JsonNode scope : batch.findValues("scopeSpans")) {
                scope.forEach(of -> of.path("spans")
                        .forEach(span -> spans.add(((ObjectNode) span)
                                .put("scope", of.path("scope").path("name").asText()))));
            }
            batch.findValues("logRecords").forEach(list -> list.forEach(records::add));
        }
        spans.removeIf(Recording::isHttp);
        spans.sort(Comparator.comparing(
                span -> Long.valueOf(span.path("startTimeUnixNano").asText())));
        List<JsonNode> ended = new ArrayList<>(spans);
        ended.sort(Comparator.comparing(
                span -> Long.valueOf(span.path("endTimeUnixNano").asText())));
        for (int i = 0; i < ended.size(); i++) {
            ((ObjectNode) ended.get(i)).put("ended", i + 1);
        }
        Map<String, String> ids = new HashMap<>();
        List<String> lines = new ArrayList<>();
        for (JsonNode span : spans) {
            lines.add(JSON.writeValueAsString(span(span, ids)));
        }
        List<String> events = new ArrayList<>();
        for (JsonNode record : records) {
            if (record.has("eventName") || value(record, "event.name") != null) {
                events.add(JSON.writeValueAsString(event(record, ids)));
            }
        }
        return new Recording(lines, events);
    }

    private static Map<String, Object> span(JsonNode span, Map<String, String> ids) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", span.path("name").asText());
        line.put("scope", span.path("scope").asText());
        line.put("ended", span.path("ended").asInt());
        line.put(
                "status",
                List.of("UNSET", "OK", "ERROR")
                        .get(span.path("status").path("code").asInt()));
        line.put("traceId", id(ids, span.path("traceId").asText()));
        line.put("spanId", id(ids, span.path("spanId").asText()));
        if (span.hasNonNull("parentSpanId")) {
            line.put("parentSpanId", id(ids, span.path("parentSpanId").asText()));
        }
        line.put("attributes", attributes(span));
        return line;
    }

    private static Map<String, Object> event(JsonNode record, Map<String, String> ids) {
        Map<String, Object> line = new LinkedHashMap<>();
        if (record.has("eventName")) {
            line.put("eventName", record.path("eventName").asText());
        }
        line.put("spanId", id(ids, record.path("spanId").asText()));
        line.put("attributes", attributes(record));
        line.put("body", record.path("body"));
        return line;
    }

    private static Map<String, Object> attributes(JsonNode holder) {
        Map<String, Object> attributes = new TreeMap<>();
        for (JsonNode attribute : holder.path("attributes")) {
            if (!CHANGING.contains(attribute.path("key").asText())) {
                attributes.put(attribute.path("key").asText(), plain(attribute.path("value")));
            }
        }
        return attributes;
    }

    private static @Nullable Object value(JsonNode holder, String key) {
        for (JsonNode attribute : holder.path("attributes")) {
            if (attribute.path("key").asText().equals(key)) {
                return plain(attribute.path("value"));
            }
        }
        return null;
    }

    private static Object plain(JsonNode value) {
        if (value.has("intValue")) {
            return value.path("intValue").asLong();
        }
        if (value.has("doubleValue")) {
            return value.path("doubleValue").asDouble();
        }
        if (value.has("boolValue")) {
            return value.path("boolValue").asBoolean();
        }
        if (value.has("arrayValue")) {
            List<Object> items = new ArrayList<>();
            value.path("arrayValue").path("values").forEach(item -> items.add(plain(item)));
            return items;
        }
        return TIMESTAMP
                .matcher(UUID.matcher(value.path("stringValue").asText()).replaceAll("an-id"))
                .replaceAll("$1:0");
    }

    private static String id(Map<String, String> ids, String id) {
        return ids.computeIfAbsent(id, unseen -> "%0".concat(id.length() + "x").formatted(ids.size() + 1));
    }

    /** Returns the tree as JSON; for servers. */
    static String json(Object tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
