package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.BadRequestException;
import io.amp4j.opamp.testing.internal.HttpHead;
import io.amp4j.opamp.testing.internal.HttpText;
import io.amp4j.opamp.testing.internal.WireInput;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One TCP connection, read by its own thread. */
final class ServerConnection {
    private final FakeOpampServer server;
    private final long id;
    private final Socket socket;
    private final WireInput in;
    private final OutputStream out;
    private final String clientCertificate;
    private final Runnable onCut;
    private volatile boolean closed;
    private volatile boolean cutInOrder;
    private volatile @Nullable WebSocketPeer webSocket;
    private volatile CompletableFuture<@Nullable Void> pending = CompletableFuture.completedFuture(null);

    /**
     * @param tcp the socket that is closed by a cut
     * @param talk the same socket, or the TLS socket on top of it
     * @param onCut called before the client can know that the connection is cut
     */
    ServerConnection(FakeOpampServer server, long id, Socket tcp, Socket talk, Runnable onCut) throws IOException {
        this.server = server;
        this.onCut = onCut;
        this.id = id;
        this.socket = tcp;
        this.in = new WireInput(talk.getInputStream());
        this.out = talk.getOutputStream();
        this.clientCertificate = talk instanceof SSLSocket tls ? clientOf(tls.getSession()) : "";
    }

    private static String clientOf(SSLSession session) {
        try {
            return session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    @Nullable
    WebSocketPeer webSocket() {
        return webSocket;
    }

    boolean isClosed() {
        return closed;
    }

    /** Called when the connection becomes a WebSocket from the next byte on. */
    void upgraded(WebSocketPeer peer) {
        webSocket = peer;
    }

    FakeOpampServer server() {
        return server;
    }

    long id() {
        return id;
    }

    OutputStream output() {
        return out;
    }

    void start(Runnable work) {
        server.start(work);
    }

    /** Serves requests until the connection ends; returns why. */
    String serve() {
        try {
            while (in.hasMore()) {
                WebSocketPeer peer = webSocket;
                if (peer != null) {
                    String end = peer.serve(in);
                    return closed ? "by the server" : end;
                }
                HttpHead head = HttpHead.read(in);
                pending.join();
                if (closed || !serve(head)) {
                    return "by the server";
                }
            }
            return closed ? "by the server" : "by the client";
        } catch (BadRequestException e) {
            server.recorder().violation("connection " + id + ": " + e.getMessage());
            refuse(e.status());
            return "for bad HTTP";
        } catch (IOException e) {
            return closed ? "by the server" : "broken";
        } finally {
            closed = true;
            pending.complete(null);
            WebSocketPeer peer = webSocket;
            if (peer != null) {
                waitForClient();
                peer.ended();
            }
        }
    }

    /** After a graceful cut, waits until the client has closed its side, so that the server knows that the client has noticed. */
    private void waitForClient() {
        try {
            while (cutInOrder && in.read() >= 0) {
                // Data that the client still sends is discarded.
            }
        } catch (IOException e) {
            // The connection is closed.
        }
    }

    private boolean serve(HttpHead head) throws IOException {
        if (head.header("Upgrade").equalsIgnoreCase("websocket")) {
            return upgrade(head);
        }
        ReceivedRequest request = record(head, Script.Draw::nothing).request();
        byte[] body = head.body(in, out, server.config().messageLimit());
        int refusal = refusal(head, request);
        if (refusal != 0) {
            server.recorder().violation(request + ": refused with " + refusal);
            return refuse(refusal) && head.keepsAlive();
        }
        ServerMessage message = server.intake().receive(Transport.HTTP, this, request, body, 0);
        server.checkUidHeader(message.received());
        HttpExchange exchange = new HttpExchange(this, head, message);
        pending = exchange.done;
        var unused = exchange.done.whenComplete((value, error) -> exchange.ends());
        server.answer(message, exchange);
        return !closed;
    }

    private Arrival record(HttpHead head, Supplier<Script.Draw<ReceivedRequest>> script) {
        return server.recorder().request(index -> {
            ReceivedRequest request = new ReceivedRequest(
                    index, id, System.nanoTime(), head.method(), head.target(), head.headers(), clientCertificate);
            return new Arrival(request, script.get());
        });
    }

    private boolean upgrade(HttpHead head) throws IOException {
        int refusal = upgradeRefusal(head);
        Arrival arrival =
                record(head, () -> refusal == 0 ? server.upgradeScript().draw() : Script.Draw.nothing());
        ReceivedRequest request = arrival.request();
        if (request.header("Content-Type").isPresent()) {
            server.recorder().violation(request + ": an upgrade has no content");
        }
        if (refusal != 0) {
            server.recorder().violation(request + ": refused with " + refusal);
            server.event(ConnectionEvent.Kind.REFUSED, id, refusal, "");
            return refuse(refusal);
        }
        UpgradeExchange exchange = new UpgradeExchange(this, head, request);
        pending = exchange.done;
        server.answerUpgrade(request, arrival.script(), exchange);
        return !closed;
    }

    /** Returns whether a browser sent the request for a page; only browsers send {@code Origin}. No page may read the offers to agents. */
    private static boolean isFromAPage(HttpHead head) {
        return head.headers().containsKey("Origin");
    }

    private int upgradeRefusal(HttpHead head) {
        if (isFromAPage(head)) {
            return 403;
        }
        if (!server.serves(ReceivedRequest.pathOf(head.target()))) {
            return 404;
        }
        boolean complete = !head.header("Sec-WebSocket-Key").isEmpty()
                && head.header("Sec-WebSocket-Version").equals("13");
        return complete ? 0 : 400;
    }

    private int refusal(HttpHead head, ReceivedRequest request) {
        if (isFromAPage(head)) {
            return 403;
        }
        if (!server.serves(request.path())) {
            return 404;
        }
        if (!head.method().equals("POST")) {
            return 405;
        }
        return head.header("Content-Type").equals("application/x-protobuf") ? 0 : 415;
    }

    private boolean refuse(int status) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Length", "0");
        try {
            out.write(HttpText.head(status, headers));
            out.flush();
            return true;
        } catch (IOException e) {
            // The client has closed the connection already.
            return false;
        }
    }

    /** Waits for a permit as long as the connection is open. */
    boolean acquire(Semaphore permits) {
        try {
            while (!closed) {
                // The timeout only serves to notice the end of the connection.
                if (permits.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    void cut(boolean reset) {
        WebSocketPeer peer = webSocket;
        boolean inOrder = peer != null && !reset;
        if (inOrder) {
            cutInOrder = true;
        }
        closed = true;
        // Before the client can notice: so its next action is recorded after this request, and its next connection does
        // not overlap this one.
        pending.complete(null);
        onCut.run();
        try {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            if (inOrder) {
                socket.shutdownOutput();
            } else {
                socket.close();
            }
        } catch (IOException e) {
            // The connection is closed already, as intended.
        }
        if (peer != null) {
            peer.resume();
        }
    }
}
