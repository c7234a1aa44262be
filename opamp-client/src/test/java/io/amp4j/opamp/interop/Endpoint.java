package io.amp4j.opamp.interop;

/** A listener of the reference server, and the transport to use it with. */
enum Endpoint {
    HTTP("plain", false),
    HTTPS("tls", false),
    WEBSOCKET("plain", true),
    WEBSOCKET_DEFLATE("plain-deflate", true),
    SECURE_WEBSOCKET("tls", true),
    SECURE_WEBSOCKET_DEFLATE("tls-deflate", true);

    private final String listener;
    private final boolean webSocket;

    Endpoint(String listener, boolean webSocket) {
        this.listener = listener;
        this.webSocket = webSocket;
    }

    /** Returns the name of the listener, as the server tells it. */
    String listener() {
        return listener;
    }

    boolean isWebSocket() {
        return webSocket;
    }

    boolean isSecure() {
        return listener.startsWith("tls");
    }

    /** Returns the transport as the server tells it. */
    String transport() {
        return webSocket ? "ws" : "http";
    }
}
