package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionSettings;
import java.util.Locale;

/** The transport of the current connection; offered settings may change it. */
final class CurrentTransport {

    private final boolean ofProgram;
    private boolean http;

    CurrentTransport(boolean http) {
        this.ofProgram = http;
        this.http = http;
    }

    /** Returns whether it is plain HTTP, and not a WebSocket. */
    boolean isHttp() {
        return http;
    }

    /** Called when the client connects with these settings. */
    void use(ConnectionSettings settings) {
        String endpoint = settings.endpoint();
        http = endpoint.isEmpty()
                ? ofProgram
                : endpoint.toLowerCase(Locale.ROOT).startsWith("http");
    }
}
