package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.HttpHead;
import io.amp4j.opamp.testing.internal.HttpText;
import io.amp4j.opamp.testing.internal.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A POST, or any other request that is answered over HTTP. */
class HttpExchange extends Exchange {
    /** Completes when the answer has been sent, or the connection is closed. */
    final CompletableFuture<@Nullable Void> done;

    final HttpHead head;
    final OutputStream out;
    private final ServerMessage message;
    private final AtomicBoolean ended = new AtomicBoolean();

    HttpExchange(ServerConnection connection, HttpHead head, ServerMessage message) {
        this(connection, head, message, connection.output(), new CompletableFuture<>());
    }

    HttpExchange(
            ServerConnection connection,
            HttpHead head,
            ServerMessage message,
            OutputStream out,
            CompletableFuture<@Nullable Void> done) {
        super(connection);
        this.head = head;
        this.message = message;
        this.out = out;
        this.done = done;
    }

    @Override
    void normally() throws IOException {
        if (message.received().isMalformed()) {
            http(400, Map.of(), Payload.of(new byte[0]));
        } else {
            reply(connection.server().normalAnswer(message));
        }
    }

    @Override
    void reply(ServerReply reply) throws IOException {
        payload(Payload.of(encoded(reply)), connection.server().config().compression() && takesGzip());
    }

    @Override
    void sized(ServerReply reply, long totalBytes, boolean compressed) throws IOException {
        payload(Payload.filled(encoded(reply), totalBytes), compressed);
    }

    @Override
    void payload(Payload payload, boolean compressed) throws IOException {
        if (!compressed) {
            http(200, Map.of("Content-Type", "application/x-protobuf"), payload);
            return;
        }
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(zipped, 8192)) {
            payload.writeTo(gzip);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-protobuf");
        headers.put("Content-Encoding", "gzip");
        http(200, headers, Payload.of(zipped.toByteArray()));
    }

    @Override
    void http(int status, Map<String, String> headers, Payload body) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (status != 101
                && headers.keySet().stream()
                        .noneMatch(name -> name.equalsIgnoreCase("Content-Length")
                                || name.equalsIgnoreCase("Transfer-Encoding"))) {
            all.put("Content-Length", Long.toString(body.length()));
        }
        if (!head.keepsAlive()) {
            all.putIfAbsent("Connection", "close");
        }
        ends();
        // One write for head and body where possible, so that a client receives them together.
        body.after(HttpText.head(status, all)).writeTo(out);
        out.flush();
    }

    @Override
    void frames(List<WebSocketFrame> frames) throws IOException {
        throw new IllegalStateException("there are no frames on HTTP");
    }

    @Override
    void write(byte[] bytes) throws IOException {
        ends();
        piece(bytes);
    }

    @Override
    void piece(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /**
     * Called when the request is no longer in flight: before the last bytes of its answer, because the next request may arrive right after
     * them.
     */
    void ends() {
        if (out == connection.output() && ended.compareAndSet(false, true)) {
            connection.server().recorder().requestFinished(message.received().instanceUidText());
        }
    }

    @Override
    Runnable holds() {
        Runnable release = connection.server().traffic().holds();
        var unused = done.whenComplete((value, error) -> release.run());
        return release;
    }

    @Override
    boolean speaksHttp() {
        return true;
    }

    @Override
    Exchange into(OutputStream captured) {
        return new HttpExchange(connection, head, message, captured, done);
    }

    @Override
    void finished() {
        if (!head.keepsAlive()) {
            connection.cut(false);
        }
        done.complete(null);
    }

    private boolean takesGzip() {
        return head.lists("Accept-Encoding", "gzip");
    }

    private byte[] encoded(ServerReply reply) {
        return reply.encode(
                message.received().uid(), connection.server().model().capabilities());
    }
}
