package io.amp4j.opamp.simulation;

import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a server has that issues certificates: it does so at once, or some time later, or refuses. The texts stand for keys and
 * certificates: the certificate of the request "request x" belongs to the key "key x".
 */
final class CertificateOffice {

    private static final String CERTIFICATE = "certificate ";

    private final SplittableRandom random;
    private final Map<InstanceUid, String> certificates = new HashMap<>();
    private final Map<InstanceUid, String> waiting = new HashMap<>();
    private int issued;
    private boolean closed;

    CertificateOffice(SplittableRandom random) {
        this.random = random;
    }

    /** From now on requests are left waiting. */
    void close() {
        closed = true;
    }

    /**
     * Takes a request.
     *
     * @param failed whether the agent has reported that the last certificate did not work
     * @param mayRefuse whether an error may be the answer, with which the server can ask for nothing
     * @param calm whether the time of faults is over
     * @return the error to answer with, if any
     */
    @Nullable
    ServerError receive(InstanceUid uid, String request, boolean failed, boolean mayRefuse, boolean calm) {
        if (closed) {
            return null;
        }
        if (mayRefuse && !calm && random.nextInt(10) == 0) {
            return ServerError.of(ServerError.Type.BAD_REQUEST, "no certificate");
        }
        boolean known = request.equals(requestOf(certificates.getOrDefault(uid, "")));
        if (!known || failed) {
            waiting.put(uid, request);
            visited(uid, calm);
        }
        return null;
    }

    /** An agent is heard of: it may be time to approve its request. */
    void visited(InstanceUid uid, boolean calm) {
        String request = waiting.get(uid);
        if (request != null && !closed && (calm || random.nextInt(4) > 0)) {
            int minutes = calm ? 10_000_000 : 5 + random.nextInt(20);
            certificates.put(uid, CERTIFICATE + ++issued + " for " + minutes + " min of " + request);
            waiting.remove(uid);
        }
    }

    /** Returns what to offer an agent; null if it has no certificate. */
    ConnectionOffer.@Nullable Certificate offered(InstanceUid uid) {
        String text = certificates.get(uid);
        return text == null ? null : new ConnectionOffer.Certificate(Bytes.utf8(text), Bytes.EMPTY, Bytes.EMPTY);
    }

    /** Returns a name of what is offered to an agent. */
    String version(InstanceUid uid) {
        String text = certificates.get(uid);
        return text == null ? "" : text.substring(0, text.indexOf(" for "));
    }

    static String requestOf(String certificate) {
        int of = certificate.indexOf(" of ");
        return of < 0 ? "" : certificate.substring(of + 4);
    }

    /** Returns for how many minutes a certificate is valid. */
    static int minutesOf(String certificate) {
        int begin = certificate.indexOf(" for ") + 5;
        return Integer.parseInt(certificate.substring(begin, certificate.indexOf(" min ")));
    }

    static boolean belongTogether(String certificate, String key) {
        return requestOf(certificate).equals(key.replaceFirst("^key ", "request "));
    }
}
