package io.amp4j.samples.frameworks.recording;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** OpenAI's HTTP API on the loopback: asks for the weather first, then answers; every number and id is always the same. */
public final class FakeOpenAi implements AutoCloseable {
    private static final String USAGE =
            "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":%d}}";

    private final HttpServer server;

    /** Starts it. */
    public FakeOpenAi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/chat/completions", this::chat);
        server.createContext("/v1/embeddings", this::embed);
        server.start();
    }

    /** Returns where its API begins. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private void chat(HttpExchange exchange) throws IOException {
        String request =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).replace("\" : ", "\":");
        boolean streamed = request.replace(" ", "").contains("\"stream\":true");
        if (request.contains("overloaded")) {
            answer(
                    exchange,
                    400,
                    "application/json",
                    "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\"}}");
        } else if (streamed) {
            boolean asks = request.contains("What do I wear")
                    && !request.contains("fjord")
                    && !request.contains("\"role\":\"tool\"");
            answer(exchange, 200, "text/event-stream", asks ? streamedCall() : stream());
        } else if (request.contains("\"role\":\"tool\"")) {
            answer(
                    exchange,
                    200,
                    "application/json",
                    completion("\"content\":\"Take an umbrella.\"", "stop", 60, 8, 32));
        } else if (!request.contains("\"tools\"")) {
            answer(exchange, 200, "application/json", completion("\"content\":\"Wear boots.\"", "stop", 50, 4, 0));
        } else {
            String city = request.contains("Atlantis") ? "Atlantis" : "Oslo";
            String call =
                    "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\""
                            + city + "\\\"}\"}}";
            answer(
                    exchange,
                    200,
                    "application/json",
                    completion("\"content\":null,\"tool_calls\":[" + call + "]", "tool_calls", 40, 12, 0));
        }
    }

    private static String completion(String message, String reason, int input, int output, int cached) {
        return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o-mini-2024-07-18\","
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\"," + message + "},\"finish_reason\":\""
                + reason
                + "\"}],\"usage\":" + USAGE.formatted(input, output, input + output, cached) + "}";
    }

    private static String streamedCall() {
        return chunk(
                        "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"call_9\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]},\"finish_reason\":null}]",
                        "null")
                + chunk("[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]", "null")
                + chunk("[]", USAGE.formatted(40, 12, 52, 0))
                + "data: [DONE]\n\n";
    }

    private static String stream() {
        return chunk(
                        "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Wear \"},\"finish_reason\":null}]",
                        "null")
                + chunk("[{\"index\":0,\"delta\":{\"content\":\"boots.\"},\"finish_reason\":null}]", "null")
                + chunk("[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "null")
                + chunk("[]", USAGE.formatted(50, 4, 54, 0))
                + "data: [DONE]\n\n";
    }

    private static String chunk(String choices, String usage) {
        return "data: {\"id\":\"chatcmpl-2\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o-mini-2024-07-18\","
                + "\"choices\":" + choices + ",\"usage\":" + usage + "}\n\n";
    }

    private void embed(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        answer(
                exchange,
                200,
                "application/json",
                "{\"object\":\"list\",\"model\":\"text-embedding-3-small\",\"data\":[{\"object\":\"embedding\",\"index\":0,"
                        + "\"embedding\":[0.6,0.8]}],\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}}");
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
