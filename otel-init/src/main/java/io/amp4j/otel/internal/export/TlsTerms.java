package io.amp4j.otel.internal.export;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * How servers prove who they are on a connection, and how this program does.
 *
 * @param context the JVM's own if there is none
 * @param versions the only ones to speak, in the names of JSSE; empty for what the context has
 * @param cipherSuites the only ones to use; empty for what the context has
 * @param verifies whether the name of the server is verified; its certificate is up to the context
 * @param advice what to check when a handshake fails
 */
public record TlsTerms(
        @Nullable SSLContext context,
        List<String> versions,
        List<String> cipherSuites,
        boolean verifies,
        String advice) {

    /** Copies the lists. */
    public TlsTerms {
        versions = List.copyOf(versions);
        cipherSuites = List.copyOf(cipherSuites);
    }

    /** Returns terms of this program: its context, or that of the JVM if there is none. */
    public static TlsTerms ofProgram(@Nullable SSLContext context) {
        return new TlsTerms(
                context, List.of(), List.of(), true, "check the certificate and OTEL_EXPORTER_OTLP_CERTIFICATE");
    }

    /** Loaded where it is needed: that takes its time, and plain HTTP needs none. */
    SSLContext contextOrDefault() throws SSLException {
        try {
            return context == null ? SSLContext.getDefault() : context;
        } catch (NoSuchAlgorithmException e) {
            throw new SSLException("the TLS settings of the JVM cannot be used", e);
        }
    }

    /** Performs the handshake with the server of that name, and fails unless the server has proved to be it. */
    void handshake(SSLSocket socket, String host) throws IOException {
        if (!versions.isEmpty()) {
            socket.setEnabledProtocols(versions.toArray(String[]::new));
        }
        if (!cipherSuites.isEmpty()) {
            socket.setEnabledCipherSuites(cipherSuites.toArray(String[]::new));
        }
        TlsName.of(host.toLowerCase(Locale.ROOT), verifies).handshake(socket);
    }
}
