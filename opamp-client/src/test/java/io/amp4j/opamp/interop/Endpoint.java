package io.amp4j.opamp.interop;

/** A way to talk to the reference server: one of its listeners, a transport, with or without compression. */
enum Endpoint {
    HTTP("plain", false, false),
    HTTP_GZIP("plain", false, true),
    HTTPS("tls", false, false),
    HTTPS_GZIP("tls", false, true),
    WEBSOCKET("plain", true, false),
    WEBSOCKET_DEFLATE("plain-deflate", true, true),
    SECURE_WEBSOCKET("tls", true, false),
    SECURE_WEBSOCKET_DEFLATE("tls-deflate", true, true);

    private final String listener;
    private final boolean webSocket;
    private final boolean compression;

    Endpoint(String listener, boolean webSocket, boolean compression) {
        this.listener = listener;
        this.webSocket = webSocket;
        this.compression = compression;
    }

    /** Returns the name of the listener, as the server tells it. */
    String listener() {
        return listener;
    }

    boolean isWebSocket() {
        return webSocket;
    }

    /** Returns whether the client is to compress. */
    boolean isCompressed() {
        return compression;
    }

    boolean isSecure() {
        return listener.startsWith("tls");
    }

    /** Returns the transport as the server tells it. */
    String transport() {
        return webSocket ? "ws" : "http";
    }
}
