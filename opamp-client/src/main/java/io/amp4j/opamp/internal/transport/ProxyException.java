package io.amp4j.opamp.internal.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The proxy cannot be reached, or will not connect us. */
final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
