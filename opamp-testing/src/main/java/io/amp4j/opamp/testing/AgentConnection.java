package io.amp4j.opamp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of an open WebSocket. Thread-safe.
 *
 * <p>Methods that send throw {@link UncheckedIOException} if the connection is closed, and block while the client does not read and all
 * buffers are full; {@link #cut} ends such a wait.
 *
 * @since 0.1.0
 */
public final class AgentConnection {
    private final WebSocketPeer peer;

    AgentConnection(WebSocketPeer peer) {
        this.peer = peer;
    }

    /** Returns its id, as in {@link ConnectionEvent} and {@link ReceivedMessage}. */
    public long id() {
        return peer.connection().id();
    }

    /** Returns the upgrade request. */
    public ReceivedRequest request() {
        return peer.request();
    }

    /** Returns the instance uid in the agent's last message on this connection; empty before the first. */
    public Optional<Bytes> instanceUid() {
        return Optional.ofNullable(peer.uid());
    }

    /** Returns whether permessage-deflate was negotiated. */
    public boolean deflates() {
        return peer.deflates();
    }

    /** Sends an unsolicited message. */
    public void send(ServerReply message) {
        unchecked(() -> peer.send(message));
    }

    /** Sends frames exactly as given. */
    public void send(WebSocketFrame frame) {
        unchecked(() -> peer.send(frame));
    }

    /** Starts the closing handshake. */
    public void close(int code, String reason) {
        send(WebSocketFrame.close(code, reason));
    }

    /** Ends the TCP connection without a Close frame, gracefully or with a reset. */
    public void cut(boolean reset) {
        peer.connection().cut(reset);
    }

    /** Stops reading until {@link #resumeReading}: pings and Close frames are not answered either, as with a network failure. */
    public void stopReading() {
        peer.pause();
    }

    /** Resumes reading, beginning with the messages that arrived meanwhile. */
    public void resumeReading() {
        peer.resume();
    }

    private static void unchecked(Io work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Io {
        void run() throws IOException;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AgentConnection connection && connection.peer == peer;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id());
    }

    @Override
    public String toString() {
        return "WebSocket connection " + id() + " of "
                + instanceUid().map(Bytes::uuid).orElse("nobody yet");
    }
}
