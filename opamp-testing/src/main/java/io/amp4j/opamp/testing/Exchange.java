package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A request or message to answer, and the methods to answer it. */
abstract class Exchange {
    final ServerConnection connection;

    Exchange(ServerConnection connection) {
        this.connection = connection;
    }

    /** Answers as a server without a script does. */
    abstract void normally() throws IOException;

    abstract void reply(ServerReply reply) throws IOException;

    /** Sends a body or a whole message; if {@code compressed}, with the transport's compression. */
    abstract void payload(Payload payload, boolean compressed) throws IOException;

    abstract void sized(ServerReply reply, long totalBytes, boolean compressed) throws IOException;

    abstract void http(int status, Map<String, String> headers, Payload body) throws IOException;

    abstract void frames(List<WebSocketFrame> frames) throws IOException;

    /** Writes raw bytes, which end the answer. */
    abstract void write(byte[] bytes) throws IOException;

    /** Writes raw bytes; more will follow. */
    abstract void piece(byte[] bytes) throws IOException;

    /** Returns whether the answer is an HTTP response. */
    abstract boolean speaksHttp();

    /** Returns the same exchange with another output. */
    abstract Exchange into(OutputStream captured);

    /** Called when the answer has been sent. */
    abstract void finished();

    void cut(boolean reset) {
        connection.cut(reset);
    }

    void paced(byte[] all, int bytesPerPiece, Semaphore permits) throws IOException {
        for (int from = 0; from < all.length; from += bytesPerPiece) {
            if (!connection.acquire(permits)) {
                return;
            }
            byte[] piece = Arrays.copyOfRange(all, from, Math.min(all.length, from + bytesPerPiece));
            if (from + bytesPerPiece < all.length) {
                piece(piece);
            } else {
                write(piece);
            }
        }
    }

    /** Called when the answer waits for a gate of the test. The returned object ends that state. */
    abstract Runnable holds();

    /** Sends the rest of an answer that waited, on a thread of its own. */
    void goesOn(Runnable rest) {
        Traffic traffic = connection.server().traffic();
        traffic.begins();
        connection.start(() -> {
            try {
                rest.run();
            } finally {
                traffic.ends();
                connection.server().recorder().changed();
            }
        });
    }

    void failed(Answer answer, Exception cause) {
        if (!(cause instanceof IOException)) {
            connection.server().recorder().misuse(answer + ": " + cause.getMessage());
        }
        connection.cut(false);
        finished();
    }
}
