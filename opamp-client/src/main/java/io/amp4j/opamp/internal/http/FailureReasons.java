package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Converts exceptions to failures for the user. */
public final class FailureReasons {
    private FailureReasons() {}

    /** Returns the failure for a request that failed in the phase {@code reached}. */
    public static TransportFailure of(Throwable e, Phase reached, String host, int port) {
        String server = host + ":" + port;
        ProxyException proxy = find(ProxyException.class, e);
        if (proxy != null) {
            return TransportFailure.builder(Kind.PROXY, String.valueOf(proxy.getMessage()))
                    .httpStatus(proxy.status())
                    .cause(e)
                    .build();
        }
        if (find(OpampException.class, e) != null) {
            return unexpected(reached.words + " " + server + " failed", e);
        }
        if (e instanceof BoundedBody.TooLarge) {
            return TransportFailure.of(Kind.TOO_LARGE_RECEIVED, String.valueOf(e.getMessage()), e);
        }
        if (e instanceof BoundedBody.Undecodable) {
            return TransportFailure.of(Kind.MALFORMED, String.valueOf(e.getMessage()), e);
        }
        if (e instanceof InterruptedIOException) {
            return TransportFailure.of(Kind.TIMEOUT, reached.words + " " + server + " took too long", e);
        }
        if (e instanceof UnknownHostException) {
            return TransportFailure.of(Kind.CONNECT, "the name " + host + " is unknown", e);
        }
        if (reached == Phase.CONNECTING && e instanceof IOException) {
            return TransportFailure.of(Kind.CONNECT, "connecting to " + server + " failed" + reason(e), e);
        }
        // A server that speaks TLS 1.3 refuses a client certificate only after the handshake is over for the client.
        SSLException tls = find(SSLException.class, e);
        if (reached == Phase.SECURING || tls != null) {
            String why = tls == null ? "the connection broke" : describe(tls);
            return TransportFailure.of(Kind.TLS, "TLS with " + server + " failed: " + why, e);
        }
        if (e instanceof ProtocolException && !String.valueOf(e.getMessage()).startsWith("unexpected end of stream")) {
            return TransportFailure.of(Kind.PROTOCOL, server + " does not answer in HTTP as it should", e);
        }
        if (e instanceof IOException) {
            return TransportFailure.of(Kind.LOST, "the connection to " + server + " broke" + reason(e), e);
        }
        return unexpected("the exchange with " + server + " failed", e);
    }

    /**
     * Describes an unexpected exception. Its message may quote anything, so only its class is named, except for an incompatible library and
     * for unusable settings, whose messages are this client's own.
     *
     * @param what what failed
     */
    public static TransportFailure unexpected(String what, Throwable e) {
        OpampException unusable = find(OpampException.class, e);
        if (unusable != null) {
            return TransportFailure.of(Kind.TLS, what + ": " + unusable.getMessage(), e);
        }
        String why = e instanceof LinkageError unfit
                ? RequiredLibraries.explanation(unfit).orElse(null)
                : null;
        return TransportFailure.of(
                Kind.INTERNAL,
                what + (why == null ? " unexpectedly: " + e.getClass().getSimpleName() : ": " + why),
                e);
    }

    /** The first line of JSSE's text names alerts and host names; certificates are on further lines. */
    private static String describe(SSLException e) {
        String text =
                String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
        return text.contains("unable to find valid certification path")
                ? text + "; if the server has an authority of your own, trust it with TlsSettings"
                : text;
    }

    /** The message of the operating system, such as "Connection refused", which holds no confidential data. */
    private static String reason(Throwable e) {
        Throwable root = e;
        for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
            root = root.getCause();
        }
        return root instanceof SocketException && root.getMessage() != null ? ": " + root.getMessage() : "";
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable e) {
        Throwable at = e;
        for (int depth = 0; at != null && depth < 10; depth++, at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            for (Throwable suppressed : at.getSuppressed()) {
                if (type.isInstance(suppressed)) {
                    return type.cast(suppressed);
                }
            }
        }
        return null;
    }
}
