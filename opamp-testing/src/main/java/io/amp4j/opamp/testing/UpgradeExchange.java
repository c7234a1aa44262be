package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.HttpHead;
import io.amp4j.opamp.testing.internal.HttpText;
import io.amp4j.opamp.testing.internal.Payload;
import io.amp4j.opamp.testing.internal.Upgrade;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A WebSocket upgrade: refused like any request, or accepted. */
final class UpgradeExchange extends HttpExchange {
    private final ReceivedRequest request;
    private @Nullable WebSocketPeer peer;

    UpgradeExchange(ServerConnection connection, HttpHead head, ReceivedRequest request) {
        this(connection, head, request, connection.output(), new CompletableFuture<>());
    }

    private UpgradeExchange(
            ServerConnection connection,
            HttpHead head,
            ReceivedRequest request,
            OutputStream out,
            CompletableFuture<@Nullable Void> done) {
        super(connection, head, ServerMessage.NONE, out, done);
        this.request = request;
    }

    /** An upgrade does not count as a request in flight. */
    @Override
    void ends() {}

    @Override
    void normally() throws IOException {
        accept();
    }

    private WebSocketPeer accept() throws IOException {
        WebSocketPeer accepted = peer;
        if (accepted == null) {
            boolean deflate = connection.server().config().compression() && Upgrade.offersDeflate(head);
            accepted = new WebSocketPeer(connection, request, deflate);
            peer = accepted;
            connection.upgraded(accepted);
            out.write(HttpText.head(101, Upgrade.headers(head, deflate)));
            out.flush();
            connection.server().event(ConnectionEvent.Kind.UPGRADED, connection.id(), 0, deflate ? "with deflate" : "");
        }
        return accepted;
    }

    @Override
    void http(int status, Map<String, String> headers, Payload body) throws IOException {
        connection.server().event(ConnectionEvent.Kind.REFUSED, connection.id(), status, "");
        super.http(status, headers, body);
    }

    @Override
    void reply(ServerReply reply) throws IOException {
        accept().send(reply);
    }

    @Override
    void payload(Payload payload, boolean compressed) throws IOException {
        accept().message(payload, compressed, out);
    }

    @Override
    void sized(ServerReply reply, long totalBytes, boolean compressed) throws IOException {
        byte[] encoded = reply.encode(new byte[0], connection.server().model().capabilities());
        payload(Payload.filled(encoded, totalBytes - 1).after(new byte[1]), compressed);
    }

    @Override
    void frames(List<WebSocketFrame> frames) throws IOException {
        for (WebSocketFrame frame : frames) {
            accept().write(frame, out);
        }
    }

    @Override
    Exchange into(OutputStream captured) {
        return new UpgradeExchange(connection, head, request, captured, done);
    }

    @Override
    void finished() {
        if (peer == null) {
            super.finished();
        } else {
            done.complete(null);
        }
    }
}
