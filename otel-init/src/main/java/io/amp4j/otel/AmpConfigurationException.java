package io.amp4j.otel;

/** Configuration that spans cannot be exported with; the message names everything missing or wrong. */
public final class AmpConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AmpConfigurationException(String message) {
        super(message);
    }
}
