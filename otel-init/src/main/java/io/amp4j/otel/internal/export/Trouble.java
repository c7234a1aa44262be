package io.amp4j.otel.internal.export;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why no answer came, in words of our own: a library's message could quote a header. */
final class Trouble {
    private Trouble() {}

    static String of(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (cause instanceof ProxyTrouble) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "the host name is not known";
            }
            if (cause instanceof SSLException) {
                return "the TLS handshake failed; check the certificate and OTEL_EXPORTER_OTLP_CERTIFICATE";
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "connecting timed out";
            }
            if (cause instanceof HttpTimeoutException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof CancellationException) {
                return "no answer in time";
            }
            if (cause instanceof ConnectException && !(cause.getCause() instanceof UnresolvedAddressException)) {
                return "connection refused";
            }
            // The subclasses of SocketException are about finding the other side, not about losing it.
            if (cause instanceof EOFException
                    || cause instanceof ClosedChannelException
                    || cause.getClass() == SocketException.class) {
                return "the connection was closed before an answer came";
            }
            if (!(cause instanceof CompletionException) && cause.getCause() == null) {
                return cause.getClass().getSimpleName();
            }
        }
        return "no answer";
    }
}
