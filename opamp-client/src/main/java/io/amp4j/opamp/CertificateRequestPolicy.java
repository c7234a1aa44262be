package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * When and how an agent requests a client certificate of its own from its server. The agent creates a key, which never leaves it, and sends
 * the server a certificate request signed with that key (PKCS #10). The server answers, at once or at any later time, with an offer of
 * connection settings that contains the certificate. The client checks that the certificate belongs to the key, tries it by connecting, and
 * uses it from then on. It requests the next certificate before this one expires. The key and the request survive a restart.
 *
 * <p>Requests are sent only to servers that accept them ({@link ServerCapability#ACCEPTS_CONNECTION_SETTINGS_REQUEST}), and only for the
 * OpAMP connection itself.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public final class CertificateRequestPolicy {

    /** The policy with all defaults. */
    public static final CertificateRequestPolicy DEFAULT = builder().build();

    /**
     * The kinds of keys. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public enum KeyAlgorithm {
        /** ECDSA on the curve P-256. Every server and certificate authority supports it. */
        EC_P256,
        /** Ed25519. Needs TLS 1.3, or a TLS 1.2 implementation that supports it. */
        ED25519,
        /** RSA of 3,072 bits. Generating such a key may take some seconds. */
        RSA_3072
    }

    private static final int LONGEST_NAME = 64;
    private static final double SMALLEST_SHARE = 0.1;
    private static final double LARGEST_SHARE = 0.9;

    private final KeyAlgorithm keyAlgorithm;
    private final String commonName;
    private final boolean instanceUidAsName;
    private final boolean onFirstConnect;
    private final double renewalShare;

    private CertificateRequestPolicy(Builder builder) {
        keyAlgorithm = builder.keyAlgorithm;
        commonName = builder.commonName;
        instanceUidAsName = builder.instanceUidAsName;
        onFirstConnect = builder.onFirstConnect;
        renewalShare = builder.renewalShare;
    }

    /** Starts a policy with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns which kind of keys is generated. */
    public KeyAlgorithm keyAlgorithm() {
        return keyAlgorithm;
    }

    /** Returns the common name that is requested; empty if it is the agent's {@code service.name} or its instance uid. */
    public Optional<String> commonName() {
        return commonName.isEmpty() ? Optional.empty() : Optional.of(commonName);
    }

    /** Returns whether the common name is the text of the instance uid. */
    public boolean isInstanceUidTheName() {
        return instanceUidAsName;
    }

    /** Returns whether the agent requests a certificate whenever it uses none that its server has offered. */
    public boolean asksOnFirstConnect() {
        return onFirstConnect;
    }

    /** Returns after which fraction of its lifetime a certificate is renewed; 1 if it is not renewed. */
    public double renewalShare() {
        return renewalShare;
    }

    @Override
    public String toString() {
        return "CertificateRequestPolicy[" + keyAlgorithm
                + (instanceUidAsName ? ", named by the instance uid" : "")
                + (onFirstConnect ? "" : ", not on the first connect")
                + (renewalShare < 1 ? ", renewed after " + renewalShare + " of the lifetime" : ", not renewed") + "]";
    }

    /**
     * Builds a policy. Not thread-safe.
     *
     * @since 0.1.0
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public static final class Builder {
        private KeyAlgorithm keyAlgorithm = KeyAlgorithm.EC_P256;
        private String commonName = "";
        private boolean instanceUidAsName;
        private boolean onFirstConnect = true;
        private double renewalShare = 2.0 / 3;

        private Builder() {}

        /** Sets which kind of keys is generated. Default: EC on P-256. */
        public Builder keyAlgorithm(KeyAlgorithm value) {
            keyAlgorithm = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets the common name, the only part of the subject that is requested. The issuer decides what the certificate contains. Default:
         * the agent's {@code service.name}.
         *
         * @throws IllegalArgumentException if it is empty or longer than 64 characters, the limit for certificates
         */
        public Builder commonName(String value) {
            int length = requireNonNull(value, "value").codePointCount(0, value.length());
            if (length == 0 || length > LONGEST_NAME) {
                throw new IllegalArgumentException("commonName must have 1 to 64 characters: " + length);
            }
            commonName = value;
            instanceUidAsName = false;
            return this;
        }

        /**
         * Makes the text of the instance uid the common name. When the server assigns another identity, the agent requests a certificate
         * for that one, and uses its present certificate until then.
         */
        public Builder instanceUidAsCommonName() {
            commonName = "";
            instanceUidAsName = true;
            return this;
        }

        /**
         * Sets whether the agent requests a certificate whenever it uses none that its server has offered: after its first connect, with or
         * without a certificate that the program gave it, and after the server withdrew one. Otherwise the agent requests one only when
         * {@link OpampClient#requestCertificate()} is called, and to renew the one it has. Default: yes.
         */
        public Builder onFirstConnect(boolean value) {
            onFirstConnect = value;
            return this;
        }

        /**
         * Sets after which fraction of its lifetime a certificate is renewed. A random delay is added, up to a tenth of the lifetime and no
         * more than a third of what is left, so that the agents of a fleet do not all send requests at once. Default: two thirds.
         *
         * @throws IllegalArgumentException if it is not from 0.1 to 0.9
         */
        public Builder renewAfter(double share) {
            if (!(share >= SMALLEST_SHARE && share <= LARGEST_SHARE)) {
                throw new IllegalArgumentException("share must be from 0.1 to 0.9: " + share);
            }
            renewalShare = share;
            return this;
        }

        /** Switches renewal off. */
        public Builder withoutRenewal() {
            renewalShare = 1;
            return this;
        }

        /** Returns the policy. */
        public CertificateRequestPolicy build() {
            return new CertificateRequestPolicy(this);
        }
    }
}
