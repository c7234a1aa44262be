package io.amp4j.samples.frameworks.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Bedrock's runtime API on the loopback, as far as Converse goes: asks for the weather first, then answers. */
public final class FakeBedrock implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;

    /** Starts it. */
    public FakeBedrock() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::converse);
        server.start();
    }

    /** Returns where it is. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void converse(HttpExchange exchange) throws IOException {
        JsonNode messages =
                JSON.readTree(exchange.getRequestBody().readAllBytes()).path("messages");
        String last = messages.path(messages.size() - 1).toString();
        if (last.contains("overloaded")) {
            answer(exchange, 400, "{\"message\":\"no\"}");
        } else if (last.contains("toolResult")) {
            answer(exchange, 200, output("{\"text\":\"Take an umbrella.\"}", "end_turn", 60, 8));
        } else if (last.contains("fjord")) {
            answer(exchange, 200, output("{\"text\":\"Wear boots.\"}", "end_turn", 50, 4));
        } else {
            String city = last.contains("Atlantis") ? "Atlantis" : "Oslo";
            answer(
                    exchange,
                    200,
                    output(
                            "{\"toolUse\":{\"toolUseId\":\"call_1\",\"name\":\"weather\",\"input\":{\"city\":\"" + city
                                    + "\"}}}",
                            "tool_use",
                            40,
                            12));
        }
    }

    private static String output(String content, String reason, int input, int output) {
        return "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[" + content + "]}},\"stopReason\":\""
                + reason
                + "\",\"usage\":{\"inputTokens\":" + input + ",\"outputTokens\":" + output + ",\"totalTokens\":"
                + (input + output) + "},\"metrics\":{\"latencyMs\":1}}";
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            if (status != 200) {
                exchange.getResponseHeaders().set("x-amzn-errortype", "ValidationException");
            }
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
