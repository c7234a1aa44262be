package io.amp4j.opamp.internal.http;

/** The phase of a request. */
public enum Phase {
    /** Opening the TCP connection. */
    CONNECTING("connecting to"),
    /** In the TLS handshake. */
    SECURING("the TLS handshake with"),
    /** Sending the request and receiving the answer. */
    EXCHANGING("the exchange with");

    /** The text before the name of the server. */
    final String words;

    Phase(String words) {
        this.words = words;
    }
}
