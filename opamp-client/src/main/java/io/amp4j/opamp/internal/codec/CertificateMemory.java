package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.InstanceUid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of the certificate that an agent requests from its server.
 *
 * @param pending the unanswered request; null if there is none
 * @param certifiedUid the identity that the certificate in use was requested for; null if it was not requested
 * @param failures how many requests in a row have failed
 * @param notBefore the time before which no other request is made; null for none
 */
public record CertificateMemory(
        @Nullable Pending pending,
        @Nullable InstanceUid certifiedUid,
        int failures,
        @Nullable Instant notBefore) {

    /** The state of an agent that has not requested any. */
    public static final CertificateMemory NONE = new CertificateMemory(null, null, 0, null);

    /**
     * A request.
     *
     * @param request PKCS #10 in PEM
     * @param privateKey PKCS #8 in PEM, which never leaves the agent
     * @param uid the identity at that time
     */
    public record Pending(String request, String privateKey, InstanceUid uid) {
        /** Shows neither key nor request. */
        @Override
        public String toString() {
            return "Pending[uid=" + uid + "]";
        }
    }
}
