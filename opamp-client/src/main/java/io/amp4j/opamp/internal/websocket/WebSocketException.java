package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.IOException;

/** The server broke RFC 6455 or a limit; the connection must be closed with {@link #code()}. */
final class WebSocketException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    private WebSocketException(int code, String message) {
        super(message);
        this.code = code;
    }

    static WebSocketException protocol(String message) {
        return new WebSocketException(1002, message);
    }

    static WebSocketException text() {
        return new WebSocketException(1003, "the server sends a text message; OpAMP messages are binary");
    }

    static WebSocketException badData(String message) {
        return new WebSocketException(1007, message);
    }

    static WebSocketException tooLarge(int limit) {
        return new WebSocketException(1009, "the message is larger than the limit of " + limit + " bytes");
    }

    int code() {
        return code;
    }

    TransportFailure failure() {
        Kind kind = code == 1009 ? Kind.TOO_LARGE_RECEIVED : Kind.PROTOCOL;
        return TransportFailure.of(kind, String.valueOf(getMessage()), this);
    }
}
