package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.internal.text.Printable;

/** The meaning of HTTP statuses and codes of Close frames in OpAMP. */
final class Failures {

    static final int BAD_REQUEST = 400;
    static final int CONTENT_TOO_LARGE = 413;

    /** The close code for a message that is too large. */
    static final int TOO_LARGE_CLOSURE = 1009;

    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int NORMAL_CLOSURE = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int TRY_AGAIN_LATER = 1013;

    private Failures() {}

    /** Returns the failure with the kind for its HTTP status. */
    static ConnectionFailure classified(ConnectionFailure failure) {
        if (failure.kind() != Kind.HTTP_STATUS) {
            return failure;
        }
        return switch (failure.httpStatus()) {
            case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE -> of(failure, Kind.THROTTLED);
            case CONTENT_TOO_LARGE -> of(failure, Kind.TOO_LARGE);
            default -> failure;
        };
    }

    /** Returns the failure for a Close frame of the server. */
    static ConnectionFailure closed(int code, String reason) {
        Kind kind = switch (code) {
            case TRY_AGAIN_LATER -> Kind.THROTTLED;
            case TOO_LARGE_CLOSURE -> Kind.TOO_LARGE;
            default -> Kind.CLOSED_BY_SERVER;
        };
        // The text of the server gets into logs and terminals, where a line break or an escape sequence could forge
        // other lines.
        String why = reason.isEmpty() ? "" : ": " + Printable.text(reason);
        return ConnectionFailure.of(kind, "the server closed the connection (" + code + ")" + why, null)
                .withCloseCode(code);
    }

    /**
     * Returns whether the server may have accepted the report of a failed exchange and answered it. The content of such an answer, for
     * example a request for the full state, is lost.
     */
    static boolean mayHaveLostAnAnswer(ConnectionFailure failure) {
        return switch (failure.kind()) {
            case TIMEOUT, LOST, PROTOCOL, NO_REPLY, CLOSED_BY_SERVER, INTERNAL -> true;
            case HTTP_STATUS -> failure.httpStatus() == BAD_GATEWAY || failure.httpStatus() == GATEWAY_TIMEOUT;
            // With a status the report was too large, otherwise the answer.
            case TOO_LARGE -> failure.httpStatus() == 0;
            case CONNECT, PROXY, TLS, THROTTLED, HEADERS -> false;
        };
    }

    /** Returns whether the client should reconnect at once after this failure: the connection broke, or the server went away. */
    static boolean shouldReconnectImmediately(ConnectionFailure failure) {
        return switch (failure.kind()) {
            case LOST, TIMEOUT, CONNECT -> true;
            case CLOSED_BY_SERVER -> failure.closeCode() == NORMAL_CLOSURE || failure.closeCode() == GOING_AWAY;
            case PROXY, TLS, HTTP_STATUS, THROTTLED, TOO_LARGE, PROTOCOL, NO_REPLY, HEADERS, INTERNAL -> false;
        };
    }

    private static ConnectionFailure of(ConnectionFailure failure, Kind kind) {
        return ConnectionFailure.of(kind, failure.message(), failure.error().orElse(null))
                .withHttpStatus(failure.httpStatus())
                .withCloseCode(failure.closeCode())
                .withRetryIn(failure.retryIn());
    }
}
