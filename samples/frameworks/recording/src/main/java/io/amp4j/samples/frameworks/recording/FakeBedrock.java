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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/** Bedrock's runtime API on the loopback, Converse and Anthropic's models by InvokeModel, streamed or not: asks for the weather first, then answers. */
public final class FakeBedrock implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<Event> CONVERSED = List.of(
            new Event("messageStart", "{\"role\":\"assistant\"}"),
            new Event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Wear \"}}"),
            new Event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"boots.\"}}"),
            new Event("contentBlockStop", "{\"contentBlockIndex\":0}"),
            new Event("messageStop", "{\"stopReason\":\"end_turn\"}"),
            new Event(
                    "metadata",
                    "{\"usage\":{\"inputTokens\":50,\"outputTokens\":4,\"totalTokens\":54},\"metrics\":{\"latencyMs\":1}}"));
    private static final List<Event> INVOKED = List.of(
            Event.chunk(
                    "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],"
                            + "\"usage\":{\"input_tokens\":50,\"output_tokens\":1}}}"),
            Event.chunk(
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"),
            Event.chunk(
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Wear \"}}"),
            Event.chunk(
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"boots.\"}}"),
            Event.chunk("{\"type\":\"content_block_stop\",\"index\":0}"),
            Event.chunk(
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":4}}"),
            Event.chunk(
                    "{\"type\":\"message_stop\",\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":50,\"outputTokenCount\":4}}"));

    private final HttpServer server;

    /** Starts it. */
    public FakeBedrock() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    /** Returns where it is. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/converse")) {
            converse(exchange);
        } else if (path.endsWith("/converse-stream")) {
            exchange.getRequestBody().readAllBytes();
            stream(exchange, CONVERSED);
        } else if (path.endsWith("/invoke")) {
            invoke(exchange);
        } else {
            exchange.getRequestBody().readAllBytes();
            stream(exchange, INVOKED);
        }
    }

    private static void invoke(HttpExchange exchange) throws IOException {
        JsonNode messages =
                JSON.readTree(exchange.getRequestBody().readAllBytes()).path("messages");
        String last = messages.path(messages.size() - 1).toString();
        if (last.contains("overloaded")) {
            answer(exchange, 400, "{\"message\":\"no\"}");
        } else if (last.contains("tool_result")) {
            answer(exchange, 200, said("{\"type\":\"text\",\"text\":\"Take an umbrella.\"}", "end_turn", 60, 8));
        } else {
            answer(
                    exchange,
                    200,
                    said(
                            "{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"weather\",\"input\":{\"city\":\"Oslo\"}}",
                            "tool_use",
                            40,
                            12));
        }
    }

    private static String said(String content, String reason, int input, int output) {
        return "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[" + content
                + "],\"stop_reason\":\"" + reason + "\",\"usage\":{\"input_tokens\":" + input + ",\"output_tokens\":"
                + output + "}}";
    }

    private static void stream(HttpExchange exchange, List<Event> events) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("content-type", "application/vnd.amazon.eventstream");
            exchange.sendResponseHeaders(200, 0);
            for (Event event : events) {
                exchange.getResponseBody().write(event.encoded());
            }
        }
    }

    /** A message of an event stream, as Amazon frames it. */
    private record Event(String type, String payload) {
        static Event chunk(String json) {
            String bytes = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
            return new Event("chunk", "{\"bytes\":\"" + bytes + "\"}");
        }

        private static String header(String name, String value) {
            return (char) name.length() + name + "\u0007\0" + (char) value.length() + value;
        }

        private static int checksum(byte[] bytes, int length) {
            CRC32 checksum = new CRC32();
            checksum.update(bytes, 0, length);
            return (int) checksum.getValue();
        }

        byte[] encoded() {
            byte[] headers = (header(":event-type", type)
                            + header(":content-type", "application/json")
                            + header(":message-type", "event"))
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] body = payload.getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(16 + headers.length + body.length);
            frame.putInt(frame.capacity()).putInt(headers.length);
            frame.putInt(checksum(frame.array(), frame.position()));
            frame.put(headers).put(body);
            return frame.putInt(checksum(frame.array(), frame.position())).array();
        }
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
