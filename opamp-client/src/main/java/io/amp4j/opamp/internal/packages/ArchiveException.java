package io.amp4j.opamp.internal.packages;

import java.io.IOException;

/** An archive is refused. The message says why. */
final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1;

    ArchiveException(String message) {
        super(message);
    }
}
