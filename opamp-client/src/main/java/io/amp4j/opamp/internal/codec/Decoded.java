package io.amp4j.opamp.internal.codec;

/** What bytes from the server turn out to be. */
public sealed interface Decoded permits ServerMessage, Decoded.Malformed {

    /**
     * Bytes that are no message of the server, to be discarded whole.
     *
     * @param reason what is wrong, without any of the content
     */
    record Malformed(String reason) implements Decoded {}
}
