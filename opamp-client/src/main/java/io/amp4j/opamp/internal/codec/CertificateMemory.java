package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.InstanceUid;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an agent remembers of the certificate that it asks its server for.
 *
 * @param pending the request without an answer; null if there is none
 * @param certifiedUid the identity that the certificate in use was requested for; null if it was not requested
 * @param failures how many requests in a row have failed
 * @param notBefore before when no other request is made; null if there is no such time
 */
public record CertificateMemory(
        @Nullable Pending pending,
        @Nullable InstanceUid certifiedUid,
        int failures,
        @Nullable Instant notBefore) {

    /** What an agent remembers that has not asked for any. */
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
