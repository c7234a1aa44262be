package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.Frame;
import io.amp4j.opamp.testing.internal.FrameException;
import io.amp4j.opamp.testing.internal.MessageDeflate;
import io.amp4j.opamp.testing.internal.Payload;
import io.amp4j.opamp.testing.internal.WireInput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The server's end of a WebSocket: read by the connection's thread, written by any. */
final class WebSocketPeer {
    private static final int NO_CODE = 1005;

    private final ServerConnection connection;
    private final FakeOpampServer server;
    private final ReceivedRequest request;
    private final boolean deflate;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final Condition resumed = reading.newCondition();
    private final ByteArrayOutputStream assembled = new ByteArrayOutputStream();
    private boolean paused;
    private boolean inMessage;
    private boolean compressed;
    private volatile boolean closeSent;
    private volatile @Nullable Bytes uid;
    private boolean saidGoodbye;
    private final AtomicLong probes = new AtomicLong();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private volatile @Nullable Probe probe;

    WebSocketPeer(ServerConnection connection, ReceivedRequest request, boolean deflate) {
        this.connection = connection;
        this.server = connection.server();
        this.request = request;
        this.deflate = deflate;
    }

    ServerConnection connection() {
        return connection;
    }

    ReceivedRequest request() {
        return request;
    }

    boolean deflates() {
        return deflate;
    }

    /** Returns the uid of the last message, or null before the first. */
    @Nullable
    Bytes uid() {
        return uid;
    }

    /** Reads until the connection ends; returns why. */
    String serve(WireInput in) throws IOException {
        try {
            while (in.hasMore() && waitWhilePaused()) {
                if (!take(Frame.read(in, server.config().messageLimit()))) {
                    return "after the closing handshake";
                }
            }
            return closeSent ? "after a close" : "by the client without a close";
        } catch (FrameException e) {
            server.recorder().violation("connection " + connection.id() + ": " + e.getMessage());
            send(WebSocketFrame.close(e.closeCode(), ""));
            return "for bad WebSocket";
        }
    }

    private boolean take(Frame frame) throws IOException {
        check(frame);
        switch (frame.opcode()) {
            case WebSocketFrame.PING -> {
                // Read before the event is recorded, so that a change that a test makes after the event applies to the
                // next ping.
                boolean answers = server.answersPings();
                server.event(ConnectionEvent.Kind.PING_RECEIVED, connection.id(), 0, "");
                if (answers) {
                    send(WebSocketFrame.pong(Bytes.of(frame.payload())));
                }
            }
            case WebSocketFrame.PONG -> pongReceived(Bytes.of(frame.payload()));
            case WebSocketFrame.CLOSE -> {
                return closeReceived(frame.payload());
            }
            default -> assemble(frame);
        }
        return true;
    }

    private void pongReceived(Bytes payload) {
        Probe asked = probe;
        if (asked != null && asked.payload.equals(payload)) {
            asked.answered.complete(null);
        } else {
            server.event(ConnectionEvent.Kind.PONG_RECEIVED, connection.id(), 0, "");
        }
    }

    /**
     * Sends a ping that is not recorded.
     *
     * @return a future that completes with the pong, or when the connection ends; after a Close frame, which nothing may follow, only when
     *     it ends
     */
    CompletableFuture<?> probe() {
        if (closeSent || connection.isClosed()) {
            return ended;
        }
        Probe asked = new Probe(Bytes.utf8("at rest? " + probes.incrementAndGet()), new CompletableFuture<>());
        probe = asked;
        try {
            WebSocketFrame ping = WebSocketFrame.ping(asked.payload);
            write(encoded(ping), connection.output());
        } catch (IOException e) {
            return ended;
        }
        return CompletableFuture.anyOf(asked.answered, ended);
    }

    /** Called when no more data will arrive. */
    void ended() {
        ended.complete(null);
    }

    private void check(Frame frame) throws FrameException {
        boolean control = frame.opcode() >= 8;
        if (!frame.masked()) {
            throw new FrameException(1002, "a client's frame is not masked");
        }
        if ((frame.reserved() & (deflate && !control && !inMessage ? 3 : 7)) != 0) {
            throw new FrameException(1002, "reserved bits are set: " + frame.reserved());
        }
        if (control ? frame.opcode() > WebSocketFrame.PONG : frame.opcode() > WebSocketFrame.BINARY) {
            throw new FrameException(1002, "unknown opcode " + frame.opcode());
        }
        if (control && (!frame.fin() || frame.payload().length > 125)) {
            throw new FrameException(1002, "a control frame is fragmented or too long");
        }
        if (frame.opcode() == WebSocketFrame.TEXT) {
            throw new FrameException(1003, "a text message");
        }
        if (!control && inMessage != (frame.opcode() == WebSocketFrame.CONTINUATION)) {
            throw new FrameException(1002, "a message begins inside another, or goes on without a beginning");
        }
    }

    private void assemble(Frame frame) throws IOException {
        int limit = server.config().messageLimit();
        if (!inMessage) {
            compressed = frame.reserved() == 4;
        }
        inMessage = !frame.fin();
        byte[] content = frame.payload();
        if (inMessage || assembled.size() > 0) {
            assembled.writeBytes(content);
            if (assembled.size() > limit) {
                throw new FrameException(1009, "a message is longer than " + limit + " bytes");
            }
            if (inMessage) {
                return;
            }
            content = assembled.toByteArray();
            assembled.reset();
        }
        message(compressed ? MessageDeflate.inflate(content, limit) : content);
    }

    private void message(byte[] raw) {
        int headerLength = raw.length;
        boolean legal = false;
        try {
            headerLength = Frame.headerLength(raw);
            legal = true;
            for (int i = 0; i < headerLength; i++) {
                legal &= (raw[i] & 0x7f) == 0;
            }
        } catch (EOFException e) {
            // The event below records that.
        }
        if (!legal) {
            server.recorder().violation("connection " + connection.id() + ": the header of a message is not 0");
        }
        ServerMessage message =
                server.intake().receive(Transport.WEBSOCKET, connection, request, raw, legal ? headerLength : -1);
        if (saidGoodbye) {
            server.recorder().violation(message.received() + ": it comes after agent_disconnect");
        }
        saidGoodbye |= message.received().isDisconnect();
        server.answer(message, new WebSocketExchange(this, message, null));
    }

    /** Records whose connection this is. */
    void belongsTo(Bytes agent) {
        uid = agent;
    }

    private boolean closeReceived(byte[] payload) throws IOException {
        int code = closeCode(payload);
        String reason = payload.length <= 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        boolean echoes = server.echoesCloses();
        server.event(ConnectionEvent.Kind.CLOSE_RECEIVED, connection.id(), code, reason);
        if (closeSent) {
            return false;
        }
        if (!echoes) {
            return true;
        }
        send(WebSocketFrame.close(code, ""));
        return false;
    }

    private static int closeCode(byte[] payload) {
        return payload.length < 2 ? NO_CODE : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
    }

    /** Stops reading; further data stays in buffers. */
    void pause() {
        reading.lock();
        try {
            paused = true;
        } finally {
            reading.unlock();
        }
    }

    void resume() {
        reading.lock();
        try {
            paused = false;
            resumed.signalAll();
        } finally {
            reading.unlock();
        }
    }

    boolean isPaused() {
        reading.lock();
        try {
            return paused;
        } finally {
            reading.unlock();
        }
    }

    private boolean waitWhilePaused() {
        reading.lock();
        try {
            while (paused && !connection.isClosed()) {
                resumed.awaitUninterruptibly();
            }
            return !connection.isClosed();
        } finally {
            reading.unlock();
        }
    }

    void send(ServerReply reply) throws IOException {
        Bytes to = uid;
        byte[] encoded = reply.encode(
                (to == null ? Bytes.EMPTY : to).toByteArray(), server.model().capabilities());
        message(Payload.of(encoded).after(new byte[1]), deflate, connection.output());
    }

    /** Writes a whole message, header included. */
    void message(Payload payload, boolean deflated, OutputStream out) throws IOException {
        if (deflated && !deflate) {
            throw new IllegalStateException(
                    "permessage-deflate was not negotiated; build the server with compression()");
        }
        Payload content = deflated ? Payload.of(MessageDeflate.deflate(payload)) : payload;
        server.traffic().moves();
        writing.lock();
        try {
            Frame.writeBinary(out, deflated ? 4 : 0, content);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    void send(WebSocketFrame frame) throws IOException {
        write(frame, connection.output());
    }

    void write(WebSocketFrame frame, OutputStream out) throws IOException {
        if (frame.opcode() == WebSocketFrame.CLOSE) {
            closeSent = true;
            int code = closeCode(frame.payload().toByteArray());
            server.event(ConnectionEvent.Kind.CLOSE_SENT, connection.id(), code, "");
        }
        server.traffic().moves();
        write(encoded(frame), out);
    }

    private static byte[] encoded(WebSocketFrame frame) {
        return Frame.encode(
                frame.fin(),
                frame.reserved(),
                frame.opcode(),
                frame.masked(),
                frame.payload().toByteArray());
    }

    void write(byte[] bytes, OutputStream out) throws IOException {
        writing.lock();
        try {
            out.write(bytes);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    private record Probe(Bytes payload, CompletableFuture<@Nullable Void> answered) {}
}
