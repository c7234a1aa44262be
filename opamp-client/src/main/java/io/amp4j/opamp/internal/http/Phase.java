package io.amp4j.opamp.internal.http;

/** How far a request has come. */
public enum Phase {
    /** On the way to a TCP connection. */
    CONNECTING("connecting to"),
    /** In the TLS handshake. */
    SECURING("the TLS handshake with"),
    /** The request is under way. */
    EXCHANGING("the exchange with");

    /** What goes before the name of the server. */
    final String words;

    Phase(String words) {
        this.words = words;
    }
}
