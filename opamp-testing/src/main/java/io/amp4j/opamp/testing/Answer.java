package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * The server's reaction to one message or one WebSocket upgrade, valid or faulty. Immutable; may be used any number of times.
 *
 * <p>Unless its method says otherwise, an answer works on both transports. An answer that cannot be given (an HTTP status to a WebSocket
 * message, a frame to a POST) cuts the connection, and every later wait of the server fails with the reason.
 *
 * @since 0.1.0
 */
public final class Answer {
    private final String description;
    private final List<Segment> segments;

    private Answer(String description, List<Segment> segments) {
        this.description = description;
        this.segments = List.copyOf(segments);
    }

    private static Answer of(String description, Step step) {
        return new Answer(description, List.of(new Segment(null, step)));
    }

    /** Answers as a server without a script does. */
    public static Answer normally() {
        return of("normally", Exchange::normally);
    }

    /** Sends {@code reply}; to an upgrade, accepts it first. */
    public static Answer reply(ServerReply reply) {
        return of("reply with " + reply, exchange -> exchange.reply(reply));
    }

    /** Answers nothing and keeps the connection open. */
    public static Answer silence() {
        return new Answer("silence", List.of(new Segment(new CompletableFuture<>(), exchange -> {})));
    }

    /** Answers with an HTTP status and no body. Not for WebSocket messages. */
    public static Answer status(int status) {
        return http(status, Map.of(), new byte[0]);
    }

    /**
     * Answers with any HTTP response. Not for WebSocket messages.
     *
     * @param headers sent as they are; {@code Content-Length} is added unless it or {@code Transfer-Encoding} is present
     */
    public static Answer http(int status, Map<String, String> headers, byte[] body) {
        Map<String, String> copy = new LinkedHashMap<>(headers);
        Payload payload = Payload.of(body.clone());
        return of("status " + status, exchange -> exchange.http(status, copy, payload));
    }

    /** Throttles: 503 with {@code Retry-After} in whole seconds, or an UNAVAILABLE error to a WebSocket message. */
    public static Answer throttle(Duration retryAfter) {
        ServerReply unavailable = ServerReply.unavailable(retryAfter);
        Map<String, String> headers = Map.of("Retry-After", Long.toString(retryAfter.toSeconds()));
        return of("throttle for " + retryAfter, exchange -> {
            if (exchange.speaksHttp()) {
                exchange.http(503, headers, Payload.of(new byte[0]));
            } else {
                exchange.reply(unavailable);
            }
        });
    }

    /** Throttles with a status and any text in {@code Retry-After}, such as a date. Not for WebSocket messages. */
    public static Answer throttle(int status, String retryAfter) {
        return http(status, Map.of("Retry-After", retryAfter), new byte[0]);
    }

    /** Redirects. Not for WebSocket messages. */
    public static Answer redirect(int status, URI location) {
        return http(status, Map.of("Location", location.toString()), new byte[0]);
    }

    /** Sends these bytes as a 200 response's body, or as one binary message without adding a header. */
    public static Answer body(byte[] content) {
        Payload payload = Payload.of(content.clone());
        return of("a body of " + content.length + " bytes", exchange -> exchange.payload(payload, false));
    }

    /** Sends random bytes, the same for the same seed, as {@link #body} does. */
    public static Answer garbage(long seed, int length) {
        byte[] content = new byte[length];
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed).nextBytes(content);
        return body(content);
    }

    /**
     * Sends {@code reply} with padding that an agent ignores, up to a total size of the HTTP body or of the WebSocket message with its
     * header; the padding is streamed, not held in memory.
     */
    public static Answer sized(ServerReply reply, long totalBytes) {
        return of("a reply of " + totalBytes + " bytes", exchange -> exchange.sized(reply, totalBytes, false));
    }

    /** Like {@link #sized}, but compressed: by gzip on HTTP, by permessage-deflate on a WebSocket, which must have negotiated it. */
    public static Answer bomb(ServerReply reply, long totalBytes) {
        return of("a bomb of " + totalBytes + " bytes", exchange -> exchange.sized(reply, totalBytes, true));
    }

    /** Sends an HTTP 200 with this body, uncompressed, under a {@code Content-Encoding} that need not be true. */
    public static Answer encodedAs(String contentEncoding, byte[] body) {
        return http(200, Map.of("Content-Type", "application/x-protobuf", "Content-Encoding", contentEncoding), body);
    }

    /** Sends frames exactly as given; to an upgrade, accepts it first. Not for HTTP. */
    public static Answer frames(WebSocketFrame... frames) {
        List<WebSocketFrame> copy = List.of(frames);
        return of("frames " + copy, exchange -> exchange.frames(copy));
    }

    /** Closes the WebSocket with a code and a reason; to an upgrade, accepts it first. Not for HTTP. */
    public static Answer close(int code, String reason) {
        return frames(WebSocketFrame.close(code, reason));
    }

    /** Ends the TCP connection gracefully, without an answer. */
    public static Answer cut() {
        return of("cut", exchange -> exchange.cut(false));
    }

    /** Resets the TCP connection, without an answer. */
    public static Answer reset() {
        return of("reset", exchange -> exchange.cut(true));
    }

    /** Writes bytes to the TCP connection as they are. */
    public static Answer rawBytes(byte[] bytes) {
        byte[] copy = bytes.clone();
        return of(bytes.length + " raw bytes", exchange -> exchange.write(copy));
    }

    /** Returns this answer, delayed until {@code gate} completes, normally or exceptionally; other messages are served meanwhile. */
    public Answer after(CompletionStage<?> gate) {
        List<Segment> gated = new ArrayList<>();
        gated.add(new Segment(gate, exchange -> {}));
        gated.addAll(segments);
        return new Answer(description + " when released", gated);
    }

    /** Returns this answer followed by another, such as {@link #cut()}. */
    public Answer then(Answer next) {
        List<Segment> both = new ArrayList<>(segments);
        both.addAll(next.segments);
        return new Answer(description + ", then " + next.description, both);
    }

    /** Returns only the first bytes of this answer on the wire, HTTP head and frame header included. Not for an answer with a gate. */
    public Answer firstBytes(int count) {
        return shortened("first " + count + " bytes", all -> Math.min(count, all));
    }

    /** Returns this answer on the wire without its last bytes. Not for an answer with a gate. */
    public Answer withoutLastBytes(int count) {
        return shortened("without the last " + count + " bytes", all -> Math.max(0, all - count));
    }

    /**
     * Returns this answer on the wire in chunks: each chunk takes one permit, so that a test controls how slow it is. Not for an answer
     * with a gate. Closing the connection ends the wait for permits.
     */
    public Answer paced(int bytesPerPiece, Semaphore permits) {
        Step whole = ungated();
        return of(description + " in pieces", exchange -> {
            byte[] all = captured(exchange, whole);
            exchange.paced(all, bytesPerPiece, permits);
        });
    }

    private Answer shortened(String how, IntUnaryOperator kept) {
        Step whole = ungated();
        return of(description + ", " + how, exchange -> {
            byte[] all = captured(exchange, whole);
            exchange.piece(Arrays.copyOf(all, kept.applyAsInt(all.length)));
        });
    }

    private static byte[] captured(Exchange exchange, Step whole) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        whole.run(exchange.into(all));
        return all.toByteArray();
    }

    private Step ungated() {
        if (segments.stream().anyMatch(segment -> segment.gate != null)) {
            throw new IllegalArgumentException("call after(…) last: " + description);
        }
        return exchange -> {
            for (Segment segment : segments) {
                segment.step.run(exchange);
            }
        };
    }

    /** Sends this answer, on this thread until the first gate that is not complete, then on another. */
    void give(Exchange exchange) {
        give(exchange, 0);
    }

    private void give(Exchange exchange, int from) {
        try {
            for (int i = from; i < segments.size(); i++) {
                Segment segment = segments.get(i);
                CompletionStage<?> gate = segment.gate;
                if (gate != null && !gate.toCompletableFuture().isDone()) {
                    int next = i + 1;
                    Runnable release = exchange.holds();
                    gate.whenComplete((value, error) -> {
                        exchange.goesOn(() -> give(exchange, next));
                        release.run();
                    });
                    return;
                }
                segment.step.run(exchange);
            }
            exchange.finished();
        } catch (IOException | RuntimeException e) {
            exchange.failed(this, e);
        }
    }

    /** Describes the answer, without content. */
    @Override
    public String toString() {
        return description;
    }

    /** One step of an answer. */
    interface Step {
        void run(Exchange exchange) throws IOException;
    }

    private record Segment(@Nullable CompletionStage<?> gate, Step step) {}
}
