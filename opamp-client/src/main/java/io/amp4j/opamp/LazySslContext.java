package io.amp4j.opamp;

import io.amp4j.opamp.internal.tls.TlsContexts;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The SSL context and trust manager for JSSE, created on first use: reading the platform's certificate authorities takes some hundred
 * milliseconds in a new JVM, and {@code build()} must not block for so long.
 */
final class LazySslContext {
    private record Made(SSLContext context, X509TrustManager trust) {}

    @FunctionalInterface
    private interface Recipe {
        Made make() throws GeneralSecurityException;
    }

    private final Recipe recipe;
    private @Nullable Made made;

    private LazySslContext(Recipe recipe) {
        this.recipe = recipe;
    }

    /** Returns the caller's own context and trust manager. */
    static LazySslContext given(SSLContext context, X509TrustManager trust) {
        return new LazySslContext(() -> new Made(context, trust));
    }

    /**
     * Returns a context made of certificates and a key.
     *
     * @param authorities to trust; if there are none, the platform's are trusted
     * @param withSystem whether the platform's are trusted in addition
     * @param verifies whether anything is verified at all
     */
    static LazySslContext of(
            List<X509Certificate> authorities,
            boolean withSystem,
            boolean verifies,
            List<X509Certificate> chain,
            @Nullable PrivateKey key) {
        List<X509Certificate> trusted = List.copyOf(authorities);
        return new LazySslContext(() -> {
            X509TrustManager trust =
                    verifies ? TlsContexts.trustManager(trusted, withSystem) : TlsContexts.trustingEverybody();
            return new Made(TlsContexts.context(trust, chain, key), trust);
        });
    }

    /** Returns a context made of a key and a trust manager of the caller. */
    static LazySslContext trusting(X509TrustManager trust, List<X509Certificate> chain, @Nullable PrivateKey key) {
        return new LazySslContext(() -> new Made(TlsContexts.context(trust, chain, key), trust));
    }

    /** Returns a copy whose client certificate is read again from its files when they change. */
    LazySslContext rotating(RotatedClientKey.FilePair files, int largest, List<X509Certificate> chain, PrivateKey key) {
        return new LazySslContext(() -> {
            SSLContext context = TlsContexts.context(trust(), new RotatedClientKey(files, largest, chain, key));
            // A resumed session would still use the certificate of its first handshake.
            context.getClientSessionContext().setSessionTimeout(1);
            return new Made(context, trust());
        });
    }

    SSLContext context() {
        return made().context();
    }

    X509TrustManager trust() {
        return made().trust();
    }

    private synchronized Made made() {
        Made known = made;
        if (known == null) {
            try {
                known = recipe.make();
            } catch (GeneralSecurityException e) {
                throw new OpampException("TLS cannot be set up with these certificates and keys: " + e.getMessage(), e);
            }
            made = known;
        }
        return known;
    }
}
