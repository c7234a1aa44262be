package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why the client could not talk to the server, told once per attempt. Holds no header value, key or message content.
 *
 * @param kind the class of the failure
 * @param httpStatus the status that the server answered with, or 0 if it answered none
 * @param closeCode the code of the Close frame with which the server ended a WebSocket, or 0 if there was none
 * @param message one sentence for a person
 * @param retryIn how long the client waits before the next attempt; zero if that is at once
 * @param error the exception behind it, if any
 */
public record ConnectionFailure(
        Kind kind, int httpStatus, int closeCode, String message, Duration retryIn, Optional<Throwable> error) {

    /** Checks that nothing is null. */
    public ConnectionFailure {
        requireNonNull(kind, "kind");
        requireNonNull(message, "message");
        requireNonNull(retryIn, "retryIn");
        requireNonNull(error, "error");
    }

    /** Returns a failure without an HTTP status and a Close frame, to be tried again at once. */
    public static ConnectionFailure of(Kind kind, String message, @Nullable Throwable error) {
        return new ConnectionFailure(kind, 0, 0, message, Duration.ZERO, Optional.ofNullable(error));
    }

    /** Returns this failure with another wait. */
    public ConnectionFailure withRetryIn(Duration wait) {
        return new ConnectionFailure(kind, httpStatus, closeCode, message, wait, error);
    }

    /** Returns whether the server refused the credentials: 401, 403 or 407. */
    public boolean isAuthentication() {
        return httpStatus == 401 || httpStatus == 403 || httpStatus == 407;
    }

    /** The classes of failures. */
    public enum Kind {
        /** The server, or its name, cannot be reached. */
        CONNECT,
        /** The proxy cannot be reached or refused. */
        PROXY,
        /** The TLS handshake failed. */
        TLS,
        /** A bound on waiting has passed. */
        TIMEOUT,
        /** The server answered with a status that is no success and does not ask for patience. */
        HTTP_STATUS,
        /** The server asks for patience: 429, 503, or Close 1013. */
        THROTTLED,
        /** A message exceeds a limit, ours or the server's (413, Close 1009). */
        TOO_LARGE,
        /** What the server sent is not OpAMP, not HTTP or not WebSocket. */
        PROTOCOL,
        /** The connection broke. */
        LOST,
        /** The server closed the connection in order. */
        CLOSED_BY_SERVER,
        /** The server took the first report and answered nothing in time. */
        NO_REPLY,
        /** The header supplier failed. */
        HEADERS,
        /** The client itself failed, through a fault of its own or a library that is missing or does not fit; {@code error} has it. */
        INTERNAL
    }
}
