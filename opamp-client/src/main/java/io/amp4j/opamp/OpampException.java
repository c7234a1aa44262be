package io.amp4j.opamp;

import io.amp4j.opamp.internal.text.Printable;

/**
 * Invalid input, or a missing library. Never thrown for network failures: those are retried and reported through callbacks.
 *
 * @since 0.1.0
 */
public final class OpampException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpampException(String message) {
        super(Printable.text(message));
    }

    OpampException(String message, Throwable cause) {
        super(Printable.text(message), cause);
    }
}
