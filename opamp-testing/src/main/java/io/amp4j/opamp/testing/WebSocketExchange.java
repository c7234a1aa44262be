package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A WebSocket message to answer. */
final class WebSocketExchange extends Exchange {
    private static final byte[] HEADER = {0};

    private final WebSocketPeer peer;
    private final ServerMessage message;
    private final @Nullable OutputStream captured;

    WebSocketExchange(WebSocketPeer peer, ServerMessage message, @Nullable OutputStream captured) {
        super(peer.connection());
        this.peer = peer;
        this.message = message;
        this.captured = captured;
    }

    @Override
    void normally() throws IOException {
        if (message.received().isMalformed()) {
            reply(ServerReply.error(ServerReply.BAD_REQUEST, "the message cannot be decoded"));
        } else if (!message.received().isDisconnect()) {
            reply(connection.server().normalAnswer(message));
        }
    }

    @Override
    void reply(ServerReply reply) throws IOException {
        payload(Payload.of(encoded(reply)).after(HEADER), peer.deflates());
    }

    @Override
    void sized(ServerReply reply, long totalBytes, boolean compressed) throws IOException {
        payload(Payload.filled(encoded(reply), totalBytes - HEADER.length).after(HEADER), compressed);
    }

    @Override
    void payload(Payload payload, boolean compressed) throws IOException {
        peer.message(payload, compressed, output());
    }

    @Override
    void http(int status, Map<String, String> headers, Payload body) {
        throw new IllegalStateException("a WebSocket message has no HTTP status; script the upgrade instead");
    }

    @Override
    void frames(List<WebSocketFrame> frames) throws IOException {
        for (WebSocketFrame frame : frames) {
            peer.write(frame, output());
        }
    }

    @Override
    void write(byte[] bytes) throws IOException {
        peer.write(bytes, output());
    }

    @Override
    void piece(byte[] bytes) throws IOException {
        write(bytes);
    }

    /** Agents do not wait for the answer to a WebSocket message. */
    @Override
    Runnable holds() {
        return () -> {};
    }

    @Override
    boolean speaksHttp() {
        return false;
    }

    @Override
    Exchange into(OutputStream elsewhere) {
        return new WebSocketExchange(peer, message, elsewhere);
    }

    @Override
    void finished() {}

    private OutputStream output() {
        return captured == null ? connection.output() : captured;
    }

    private byte[] encoded(ServerReply reply) {
        return reply.encode(
                message.received().uid(), connection.server().model().capabilities());
    }
}
