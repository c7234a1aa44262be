package io.amp4j.opamp.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Computes a hash for an offer whose hash does not matter to the test. */
final class OfferHash {
    private OfferHash() {}

    static Bytes of(List<OfferedFile> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (OfferedFile file : files) {
                String head = file.name().length() + ":" + file.name()
                        + file.contentType().length() + ":" + file.contentType()
                        + file.body().size() + ":";
                digest.update(head.getBytes(StandardCharsets.UTF_8));
                digest.update(file.body().toByteArray());
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
