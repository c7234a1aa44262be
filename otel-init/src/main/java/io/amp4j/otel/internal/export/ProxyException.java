package io.amp4j.otel.internal.export;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The proxy cannot be reached, or will not let us through. The message is logged and holds no secret. */
final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    ProxyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
