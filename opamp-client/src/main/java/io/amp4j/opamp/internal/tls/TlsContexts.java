package io.amp4j.opamp.internal.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Creates JSSE objects from certificates and keys. */
public final class TlsContexts {

    private TlsContexts() {}

    /**
     * Returns a trust manager.
     *
     * @param certificates to trust; if there are none, the platform's are trusted
     * @param withSystem whether the platform's are trusted in addition
     */
    public static X509TrustManager trustManager(List<X509Certificate> certificates, boolean withSystem)
            throws GeneralSecurityException {
        if (certificates.isEmpty()) {
            return trustManager((KeyStore) null);
        }
        List<X509Certificate> all = new ArrayList<>(certificates);
        if (withSystem) {
            all.addAll(Arrays.asList(trustManager((KeyStore) null).getAcceptedIssuers()));
        }
        KeyStore store = emptyStore();
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("ca-" + i, all.get(i));
        }
        return trustManager(store);
    }

    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("this JVM has no X.509 trust manager");
    }

    /** Returns a trust manager that trusts every server. It is an extended one, because JSSE adds its own checks to a plain one. */
    public static X509TrustManager trustingEverybody() {
        return new TrustingEverybody();
    }

    /** Returns a context with this trust manager, and with a client certificate if there is one. */
    public static SSLContext context(X509TrustManager trust, List<X509Certificate> chain, @Nullable PrivateKey key)
            throws GeneralSecurityException {
        return context(trust, key == null ? null : keyManager(chain, key));
    }

    /** Returns a context with this trust manager, and with a key manager if there is one. */
    public static SSLContext context(X509TrustManager trust, @Nullable KeyManager keys)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : new KeyManager[] {keys}, new TrustManager[] {trust}, null);
        return context;
    }

    /** Returns a key manager of {@code chain} and {@code key}. */
    public static X509ExtendedKeyManager keyManager(List<X509Certificate> chain, PrivateKey key)
            throws GeneralSecurityException {
        KeyStore store = emptyStore();
        char[] password = {};
        store.setKeyEntry("client", key, password, chain.toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("this JVM has no X.509 key manager");
    }

    /** Returns whether the keys are a pair, by signing and verifying. */
    public static boolean belongTogether(PrivateKey secret, PublicKey known) {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return true;
        }
        // Keys on different curves never match, and some providers fail in unspecific ways for them.
        if (secret instanceof java.security.interfaces.ECPrivateKey one
                && known instanceof java.security.interfaces.ECPublicKey two
                && !sameCurve(one.getParams(), two.getParams())) {
            return false;
        }
        try {
            byte[] text = new byte[32];
            new SecureRandom().nextBytes(text);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(secret);
            signing.update(text);
            byte[] signature = signing.sign();
            signing.initVerify(known);
            signing.update(text);
            return signing.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean sameCurve(ECParameterSpec one, ECParameterSpec two) {
        return one.getCurve().equals(two.getCurve()) && one.getOrder().equals(two.getOrder());
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException("an empty key store cannot be made", e);
        }
    }

    private static final class TrustingEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
