package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why the client could not communicate with the server, reported once per attempt. Holds no header value, key or message content.
 *
 * @since 0.1.0
 */
public final class ConnectionFailure {
    private static final String ALERT = "Received fatal alert: ";
    private static final Set<String> CERTIFICATE_ALERTS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied");

    private static final int LONGEST_MESSAGE = 2_000;

    private final Kind kind;
    private final int httpStatus;
    private final int closeCode;
    private final String message;
    private final Duration retryIn;
    private final Optional<Throwable> error;

    private ConnectionFailure(
            Kind kind, int httpStatus, int closeCode, String message, Duration retryIn, Optional<Throwable> error) {
        requireNonNull(kind, "kind");
        requireNonNull(message, "message");
        requireNonNull(retryIn, "retryIn");
        requireNonNull(error, "error");
        message = Printable.text(message, LONGEST_MESSAGE);
        this.kind = kind;
        this.httpStatus = httpStatus;
        this.closeCode = closeCode;
        this.message = message;
        this.retryIn = retryIn;
        this.error = error;
    }

    /** Returns the class of the failure. */
    public Kind kind() {
        return kind;
    }

    /** Returns the status that the server answered with, or 0 if it answered none. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Returns the code of the Close frame with which the server ended a WebSocket, or 0 if there was none. */
    public int closeCode() {
        return closeCode;
    }

    /**
     * Returns one human-readable sentence, on one line; characters of a server's or a library's text that are not printable are escaped.
     */
    public String message() {
        return message;
    }

    /** Returns how long the client waits before the next attempt; zero if that is at once. */
    public Duration retryIn() {
        return retryIn;
    }

    /**
     * Returns the cause, if any; its message may quote the server or hold a secret, and is not part of {@code message} and
     * {@link #toString()}.
     */
    public Optional<Throwable> error() {
        return error;
    }

    /** Returns a failure without an HTTP status and a Close frame, and with a wait of zero. */
    public static ConnectionFailure of(Kind kind, String message, @Nullable Throwable error) {
        return new ConnectionFailure(kind, 0, 0, message, Duration.ZERO, Optional.ofNullable(error));
    }

    /** Returns this failure with the status that the server answered with, or 0 if it answered none. */
    public ConnectionFailure withHttpStatus(int status) {
        return new ConnectionFailure(kind, status, closeCode, message, retryIn, error);
    }

    /** Returns this failure with the code of a Close frame, or 0 if there was none. */
    public ConnectionFailure withCloseCode(int code) {
        return new ConnectionFailure(kind, httpStatus, code, message, retryIn, error);
    }

    /** Returns this failure with another wait. */
    public ConnectionFailure withRetryIn(Duration wait) {
        requireNonNull(wait, "wait");
        return new ConnectionFailure(kind, httpStatus, closeCode, message, wait, error);
    }

    /**
     * Returns whether the server or the proxy refused the credentials: 401, 403, 407, or a TLS alert about the client's certificate, for
     * example because it is revoked or expired.
     */
    public boolean isAuthentication() {
        return httpStatus == 401 || httpStatus == 403 || httpStatus == 407 || isCertificateRefused();
    }

    /** JSSE gives the name of a TLS alert only in the exception's message. */
    private boolean isCertificateRefused() {
        int at = message.indexOf(ALERT);
        return kind == Kind.TLS
                && at >= 0
                && CERTIFICATE_ALERTS.contains(
                        message.substring(at + ALERT.length()).strip());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConnectionFailure that
                && kind.equals(that.kind)
                && httpStatus == that.httpStatus
                && closeCode == that.closeCode
                && message.equals(that.message)
                && retryIn.equals(that.retryIn)
                && error.equals(that.error);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, httpStatus, closeCode, message, retryIn, error);
    }

    /** Names the class of the exception without its message. */
    @Override
    public String toString() {
        return "ConnectionFailure[kind=" + kind + ", httpStatus=" + httpStatus + ", closeCode=" + closeCode
                + ", message=" + message + ", retryIn=" + retryIn + ", error="
                + error.map(thrown -> thrown.getClass().getName()).orElse("none") + "]";
    }

    /**
     * The classes of failures. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    public enum Kind {
        /** The server, or its name, cannot be reached. */
        CONNECT,
        /** The proxy cannot be reached or refused. */
        PROXY,
        /** The TLS handshake failed. */
        TLS,
        /** Something took longer than its limit. */
        TIMEOUT,
        /** The server answered with a status that is neither a success nor a request to wait. */
        HTTP_STATUS,
        /** The server asks the client to wait: 429, 503, or Close 1013. */
        THROTTLED,
        /** A message exceeds a limit of the client or of the server (413, Close 1009). */
        TOO_LARGE,
        /** The server sent something that is not valid OpAMP, HTTP or WebSocket. */
        PROTOCOL,
        /** The connection broke. */
        LOST,
        /** The server closed the connection with a Close frame. */
        CLOSED_BY_SERVER,
        /** The server did not answer the first report in time. */
        NO_REPLY,
        /** The header supplier failed. */
        HEADERS,
        /** The client itself failed, because of a defect or of a library that is missing or incompatible; {@code error} is the cause. */
        INTERNAL
    }
}
