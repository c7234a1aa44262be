package io.amp4j.opamp;

/** Input, or a library beside it, that this client cannot work with. Network trouble is never one: it is retried and told through callbacks. */
public final class OpampException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpampException(String message) {
        super(message);
    }

    OpampException(String message, Throwable cause) {
        super(message, cause);
    }
}
