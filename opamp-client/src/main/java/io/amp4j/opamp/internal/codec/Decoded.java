package io.amp4j.opamp.internal.codec;

/** The result of decoding bytes from the server. */
public sealed interface Decoded permits ServerMessage, Decoded.Malformed {

    /**
     * Bytes that are not a valid message and must be discarded.
     *
     * @param reason what is wrong, without any of the content
     */
    record Malformed(String reason) implements Decoded {}
}
