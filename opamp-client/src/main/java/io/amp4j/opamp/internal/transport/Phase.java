package io.amp4j.opamp.internal.transport;

/** How far a request has come. */
enum Phase {
    CONNECTING("connecting to"),
    SECURING("the TLS handshake with"),
    EXCHANGING("the exchange with");

    /** What goes before the name of the server. */
    final String words;

    Phase(String words) {
        this.words = words;
    }
}
