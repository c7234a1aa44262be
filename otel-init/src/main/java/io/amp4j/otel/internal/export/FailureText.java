package io.amp4j.otel.internal.export;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why no answer came, in our own text: a library's message could quote a header. */
final class FailureText {
    private FailureText() {}

    /** @param tls of the connection that failed */
    static String of(@Nullable Throwable failure, TlsTerms tls) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++, cause = cause.getCause()) {
            if (cause instanceof ProxyException) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof UnknownHostException) {
                return "the host name is not known";
            }
            if (cause instanceof SSLException) {
                return "the TLS handshake failed; " + tls.advice();
            }
            if (cause instanceof SocketTimeoutException || cause instanceof CancellationException) {
                return "no answer in time";
            }
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
            // The subclasses of SocketException are about finding the other side, not about losing it.
            if (cause instanceof EOFException || cause.getClass() == SocketException.class) {
                return "the connection was closed before an answer came";
            }
            if (!(cause instanceof CompletionException) && cause.getCause() == null) {
                return cause.getClass().getSimpleName();
            }
        }
        return "no answer";
    }
}
