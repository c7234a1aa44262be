package io.amp4j.opamp.internal.proxy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The proxy cannot be reached, or refuses to connect. */
public final class ProxyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ProxyException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    private ProxyException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Returns the status that the proxy answered with, or 0. */
    public int status() {
        return status;
    }

    /** Returns the exception for a status other than success of CONNECT. */
    static ProxyException refused(int status) {
        String advice = status == 407 ? ": it wants other credentials; see ProxySettings" : "";
        return new ProxyException(status, "the proxy answered CONNECT with status " + status + advice);
    }
}
