package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * When and how an agent asks its server for a client certificate of its own. The agent makes a key, which never leaves it, and sends the server a
 * request that the key signs (PKCS #10). The server answers with an offer of connection settings, at once or after any time, in which there is the
 * certificate. The client checks that it belongs to the key, tries it by connecting, and uses it from then on. It asks for the next one before it
 * expires. The key and the request survive a restart.
 *
 * <p>Requests are sent to servers that say they take them ({@link ServerCapability#ACCEPTS_CONNECTION_SETTINGS_REQUEST}), for the connection to
 * the server itself alone.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.DEVELOPMENT)
public final class CertificateRequestPolicy {

    /** What an agent does that is told nothing else. */
    public static final CertificateRequestPolicy DEFAULT = builder().build();

    /**
     * The kinds of keys. Constants may be added: a {@code switch} over them needs a default branch.
     *
     * @since 0.1.0
     */
    @Experimental(Experimental.Stage.DEVELOPMENT)
    public enum KeyAlgorithm {
        /** ECDSA on the curve P-256. Every server and authority takes it. */
        EC_P256,
        /** Ed25519. Needs TLS 1.3, or a TLS 1.2 that knows it. */
        ED25519,
        /** RSA of 3,072 bits. To make one may take some seconds. */
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

    /** Returns what keys are made. */
    public KeyAlgorithm keyAlgorithm() {
        return keyAlgorithm;
    }

    /** Returns the common name that is asked for; empty if it is the agent's {@code service.name} or its instance uid. */
    public Optional<String> commonName() {
        return commonName.isEmpty() ? Optional.empty() : Optional.of(commonName);
    }

    /** Returns whether the common name is the text of the instance uid. */
    public boolean isInstanceUidTheName() {
        return instanceUidAsName;
    }

    /** Returns whether the agent asks whenever it uses no certificate that its server has offered. */
    public boolean asksOnFirstConnect() {
        return onFirstConnect;
    }

    /** Returns after which share of its lifetime a certificate is renewed; 1 if it is not. */
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
     * Collects a policy. Not for use by several threads.
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

        /** Sets what keys are made. Default: EC on P-256. */
        public Builder keyAlgorithm(KeyAlgorithm value) {
            keyAlgorithm = requireNonNull(value, "value");
            return this;
        }

        /**
         * Sets the common name, which is all of the subject that is asked for. What is in the certificate is for its issuer to say. Default: the
         * agent's {@code service.name}.
         *
         * @throws IllegalArgumentException if it is empty or longer than 64 characters, as no certificate may have it
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
         * Makes the text of the instance uid the common name. When the server assigns another identity, the agent asks again under that one, and
         * uses the certificate that it has until then.
         */
        public Builder instanceUidAsCommonName() {
            commonName = "";
            instanceUidAsName = true;
            return this;
        }

        /**
         * Sets whether the agent asks whenever it uses no certificate that its server has offered: after its first connect, with or without a
         * certificate that the program gave it, and after the server took one away. Otherwise it asks when {@link
         * OpampClient#requestCertificate()} is called, and to renew what it has. Default: yes.
         */
        public Builder onFirstConnect(boolean value) {
            onFirstConnect = value;
            return this;
        }

        /**
         * Sets after which share of its lifetime a certificate is renewed. By chance it is later, up to a tenth of the lifetime and no more than a
         * third of what is left, so that not all agents of a fleet ask at once. Default: two thirds.
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

        /** Renews nothing. */
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
