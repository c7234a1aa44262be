package io.amp4j.samples.frameworks.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Gemini's HTTP API on the loopback: asks for the weather first, then answers; every number is always the same. */
public final class FakeGemini implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;

    /** Starts it. */
    public FakeGemini() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::generate);
        server.start();
    }

    /** Returns where its API begins. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void generate(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean streamed = exchange.getRequestURI().getPath().endsWith("streamGenerateContent");
        JsonNode contents = JSON.readTree(request).path("contents");
        String turn = contents.path(contents.size() - 1).path("parts").toString();
        if (turn.contains("overloaded")) {
            answer(
                    exchange,
                    400,
                    "application/json",
                    "{\"error\":{\"code\":400,\"message\":\"no\",\"status\":\"INVALID_ARGUMENT\"}}");
        } else if (streamed) {
            answer(
                    exchange,
                    200,
                    "text/event-stream",
                    "data: " + content("{\"text\":\"Wear \"}", "", 50, 1) + "\r\n\r\ndata: "
                            + content("{\"text\":\"boots.\"}", ",\"finishReason\":\"STOP\"", 50, 4) + "\r\n\r\n");
        } else if (turn.contains("functionResponse")) {
            answer(
                    exchange,
                    200,
                    "application/json",
                    content("{\"text\":\"Take an umbrella.\"}", ",\"finishReason\":\"STOP\"", 60, 8));
        } else {
            String city = turn.contains("Atlantis") ? "Atlantis" : "Oslo";
            answer(
                    exchange,
                    200,
                    "application/json",
                    content(
                            "{\"functionCall\":{\"id\":\"call_" + contents.size()
                                    + "\",\"name\":\"weather\",\"args\":{\"city\":\"" + city + "\"}}}",
                            ",\"finishReason\":\"STOP\"",
                            40,
                            12));
        }
    }

    private static String content(String part, String rest, int input, int output) {
        return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" + part + "]},\"index\":0" + rest
                + "}],\"modelVersion\":\"gemini-2.5-flash-001\",\"responseId\":\"r-1\",\"usageMetadata\":{\"promptTokenCount\":"
                + input + ",\"candidatesTokenCount\":" + output + ",\"totalTokenCount\":" + (input + output) + "}}";
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
