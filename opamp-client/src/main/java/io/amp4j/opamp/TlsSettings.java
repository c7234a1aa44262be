package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import io.amp4j.opamp.internal.text.ShownPath;
import io.amp4j.opamp.internal.tls.Pem;
import io.amp4j.opamp.internal.tls.TlsContexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How TLS connections authenticate the server and this client. An immutable value; {@link #toString()} shows no secrets. Two instances are
 * equal if they were built from the same certificates, keys and options.
 *
 * <p>By default ({@link #DEFAULT}) the platform's certificate authorities are trusted, TLS 1.2 and 1.3 are enabled, and there is no client
 * certificate.
 *
 * @since 0.1.0
 */
public final class TlsSettings {
    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** The platform's certificate authorities, TLS 1.2 or newer, no client certificate. */
    public static final TlsSettings DEFAULT = builder().build();

    private final LazySslContext lazyContext;
    private final List<String> versions;
    private final List<String> cipherSuites;
    private final boolean verifies;
    private final Material material;
    private final String text;

    private TlsSettings(
            LazySslContext lazyContext,
            List<String> versions,
            List<String> cipherSuites,
            boolean verifies,
            Material material,
            String text) {
        this.lazyContext = lazyContext;
        this.versions = versions;
        this.cipherSuites = cipherSuites;
        this.verifies = verifies;
        this.material = material;
        this.text = text;
    }

    /** Returns a builder with the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.authorities.addAll(material.authorities());
        builder.withSystem = material.withSystem();
        builder.chain = material.chain();
        builder.key = material.key();
        builder.rotated = material.rotated();
        builder.min = material.min();
        builder.max = material.max();
        builder.cipherSuites = material.cipherSuites();
        builder.verifies = material.verifies();
        builder.ownContext = material.ownContext();
        builder.ownTrust = material.ownTrust();
        return builder;
    }

    /**
     * Returns whether there is a client certificate for servers that request one; always true with a context of the caller, whose content
     * is not known.
     */
    public boolean hasClientCertificate() {
        return material.key() != null || material.ownContext() != null;
    }

    /**
     * Returns settings with the same trust but without a client certificate, for servers that must not learn the identity of this client.
     * Of {@link Builder#sslContext} only the trust manager is kept.
     */
    public TlsSettings withoutClientCertificate() {
        if (!hasClientCertificate()) {
            return this;
        }
        Builder builder = toBuilder();
        builder.forgetClientCertificate();
        return builder.build();
    }

    /**
     * Returns a context made of these settings; the caller must enforce versions and cipher suites and verify host names. The first call
     * may take some hundred milliseconds, because it reads the platform's certificate authorities.
     *
     * @throws OpampException if they cannot be read
     */
    public SSLContext sslContext() {
        return lazyContext.context();
    }

    /**
     * Returns the trust manager that checks the server's certificate. The first call may take as long as that of {@link #sslContext()}.
     *
     * @throws OpampException if the platform's certificate authorities cannot be read
     */
    public X509TrustManager trustManager() {
        return lazyContext.trust();
    }

    /** Returns the enabled versions by their JSSE names ({@code TLSv1.2}), lowest first. */
    public List<String> versions() {
        return versions;
    }

    /** Returns the cipher suites that may be used; empty if they are not restricted. */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    /** Returns whether certificates and host names are verified, which is false only after {@link Builder#insecureSkipVerify()}. */
    public boolean verifies() {
        return verifies;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsSettings that && material.equals(that.material);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The certificates, keys and options that settings were built from. */
    private record Material(
            List<X509Certificate> authorities,
            boolean withSystem,
            List<X509Certificate> chain,
            @Nullable PrivateKey key,
            RotatedClientKey.@Nullable FilePair rotated,
            int min,
            int max,
            List<String> cipherSuites,
            boolean verifies,
            @Nullable SSLContext ownContext,
            @Nullable X509TrustManager ownTrust) {}

    /** Shows the number of certificates and the versions; leaves out keys and certificates. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * Builds TLS settings. {@link #build()} reports everything that is wrong at once. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private static final Pattern NUMBER = Pattern.compile("[A-Za-z]{0,3} ?v?[0-9](?:\\.[0-9])?");
        private static final Pattern VERSION = Pattern.compile("(?i)(?:TLS\\s?v?)?1(?:\\.([0-3]))?");

        /** Some ten times the size of a system's certificate authorities. */
        private static final int LARGEST_FILE = 4 << 20;

        private final List<String> problems = new ArrayList<>();
        private final List<X509Certificate> authorities = new ArrayList<>();
        private List<X509Certificate> chain = List.of();
        private List<String> cipherSuites = List.of();
        private @Nullable PrivateKey key;
        private RotatedClientKey.@Nullable FilePair rotated;
        private @Nullable SSLContext ownContext;
        private @Nullable X509TrustManager ownTrust;
        private boolean withSystem;
        private boolean verifies = true;
        private @Nullable Instant validAt;
        private int min = 2;
        private int max = 3;

        private Builder() {}

        /** Trusts the certificate authorities in PEM text, and no longer those of the platform. May be called several times. */
        public Builder trustedCertificates(String pem) {
            authorities.addAll(Pem.certificates(requireNonNull(pem, "pem"), "the CA text", problems));
            return this;
        }

        /** Trusts the certificate authorities in a PEM file, as {@link #trustedCertificates(String)}. Reads the file now. */
        public Builder trustedCertificatesFile(Path file) {
            String pem = read(requireNonNull(file, "file"));
            if (pem != null) {
                authorities.addAll(Pem.certificates(pem, "the CA file " + file, problems));
            }
            return this;
        }

        /** Trusts the platform's certificate authorities in addition to the given ones. Without given ones they are trusted anyway. */
        public Builder systemCertificates() {
            withSystem = true;
            return this;
        }

        /**
         * Sets the client certificate (mutual TLS).
         *
         * @param chainPem the client's certificate, then those of its issuers as far as the server needs them
         * @param keyPem its private key, not encrypted: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC)
         */
        public Builder clientCertificate(String chainPem, String keyPem) {
            client(
                    requireNonNull(chainPem, "chainPem"),
                    "the client certificate text",
                    requireNonNull(keyPem, "keyPem"),
                    "the client key text");
            return this;
        }

        /** Sets the client certificate from PEM files, as {@link #clientCertificate}. Reads the files now. */
        public Builder clientCertificateFiles(Path chainFile, Path keyFile) {
            String chainPem = read(requireNonNull(chainFile, "chainFile"));
            String keyPem = read(requireNonNull(keyFile, "keyFile"));
            if (chainPem != null && keyPem != null) {
                client(chainPem, "the client certificate file " + chainFile, keyPem, "the client key file " + keyFile);
            }
            return this;
        }

        /**
         * Sets the client certificate from PEM files, as {@link #clientCertificateFiles}, and reads them again when they have changed, for
         * example when cert-manager switches the link to them. A connection that is opened a second or more after a change uses the new
         * certificate; open connections stay open. While the files cannot be used, the previous certificate is used, which is logged. Also
         * reads the files now.
         */
        public Builder rotatedClientCertificateFiles(Path chainFile, Path keyFile) {
            clientCertificateFiles(chainFile, keyFile);
            rotated = new RotatedClientKey.FilePair(chainFile, keyFile);
            return this;
        }

        /** Sets the lowest enabled version: {@code 1.0} to {@code 1.3}, also written {@code TLSv1.2}. The default is 1.2. */
        public Builder minVersion(String version) {
            min = version(requireNonNull(version, "version"), "lowest", 2);
            return this;
        }

        /** Sets the highest enabled version, written as in {@link #minVersion}. The default is 1.3. */
        public Builder maxVersion(String version) {
            max = version(requireNonNull(version, "version"), "highest", 3);
            return this;
        }

        /** Restricts the cipher suites to these JSSE names. If TLS 1.3 is enabled, its suites must be listed too. */
        public Builder cipherSuites(List<String> names) {
            cipherSuites = Copies.list(names, "names");
            return this;
        }

        /**
         * Trusts every server, whatever its certificate: anybody on the network path can read and change everything, keys included. Only
         * for experiments. Its use is logged as a warning.
         */
        public Builder insecureSkipVerify() {
            verifies = false;
            return this;
        }

        /**
         * Makes {@link #build()} refuse a client certificate, or one of its chain, that is expired or not yet valid at {@code when}.
         * Default: not checked; the server decides.
         */
        public Builder clientCertificateValidAt(Instant when) {
            validAt = requireNonNull(when, "when");
            return this;
        }

        /**
         * Uses a context and trust manager of the caller in place of certificates and keys given here. The context's client certificate is
         * used for the OpAMP server; packages from other servers are downloaded with the trust manager only.
         */
        public Builder sslContext(SSLContext context, X509TrustManager trustManager) {
            ownContext = requireNonNull(context, "context");
            ownTrust = requireNonNull(trustManager, "trustManager");
            return this;
        }

        /**
         * Returns the settings. May be called more than once.
         *
         * @throws OpampException if anything cannot be used; the message says everything that is wrong
         */
        public TlsSettings build() {
            List<String> found = new ArrayList<>(problems);
            boolean material = !authorities.isEmpty() || withSystem || key != null || !chain.isEmpty() || !verifies;
            if (ownContext != null && material) {
                found.add(
                        "an SSLContext excludes certificates, keys and insecureSkipVerify; put them into the context");
            }
            Instant when = validAt;
            if (when != null) {
                checkDates(when, found);
            }
            if (min > max) {
                found.add("the lowest version " + VERSIONS.get(min) + " is above the highest, " + VERSIONS.get(max));
            }
            List<String> versions = min > max ? List.of() : List.copyOf(VERSIONS.subList(min, max + 1));
            LazySslContext lazyContext = lazyContext();
            // Errors are found now; only the platform's defaults are read later, by the thread that connects.
            if (key != null || !cipherSuites.isEmpty()) {
                try {
                    checkSuites(lazyContext.context(), versions, found);
                } catch (OpampException e) {
                    found.add(e.getMessage());
                }
            }
            if (!found.isEmpty()) {
                throw new OpampException("the TLS settings cannot be used: " + String.join("; ", found));
            }
            Material made = new Material(
                    List.copyOf(authorities),
                    withSystem,
                    chain,
                    key,
                    rotated,
                    min,
                    max,
                    cipherSuites,
                    verifies,
                    ownContext,
                    ownTrust);
            return new TlsSettings(lazyContext, versions, cipherSuites, verifies, made, describe(versions));
        }

        private LazySslContext lazyContext() {
            RotatedClientKey.FilePair files = rotated;
            PrivateKey first = key;
            return files == null || first == null
                    ? fixedContext()
                    : fixedContext().rotating(files, LARGEST_FILE, List.copyOf(chain), first);
        }

        private LazySslContext fixedContext() {
            X509TrustManager trust = ownTrust;
            if (trust == null) {
                return LazySslContext.of(authorities, withSystem, verifies, chain, key);
            }
            return ownContext != null
                    ? LazySslContext.given(ownContext, trust)
                    : LazySslContext.trusting(trust, chain, key);
        }

        private void checkDates(Instant when, List<String> found) {
            for (int i = 0; i < chain.size(); i++) {
                X509Certificate certificate = chain.get(i);
                String which = i == 0 ? "the client certificate" : "certificate " + (i + 1) + " of the client's chain";
                if (when.isAfter(certificate.getNotAfter().toInstant())) {
                    found.add(which + " has expired on "
                            + certificate.getNotAfter().toInstant());
                } else if (when.isBefore(certificate.getNotBefore().toInstant())) {
                    found.add(which + " is not valid before "
                            + certificate.getNotBefore().toInstant());
                }
            }
        }

        /** Removes the trust settings, including those of a caller's context. */
        void forgetTrust() {
            authorities.clear();
            withSystem = false;
            verifies = true;
            ownContext = null;
            ownTrust = null;
        }

        /** Removes the client certificate; of a caller's context only the trust is kept. */
        void forgetClientCertificate() {
            chain = List.of();
            key = null;
            rotated = null;
            ownContext = null;
        }

        private void checkSuites(SSLContext context, List<String> versions, List<String> found) {
            SSLParameters enabled = context.getDefaultSSLParameters();
            Set<String> known = Set.copyOf(Arrays.asList(enabled.getCipherSuites()));
            List<String> unknown =
                    cipherSuites.stream().filter(name -> !known.contains(name)).toList();
            if (!unknown.isEmpty()) {
                found.add("this JVM has no enabled cipher suite named " + String.join(", ", unknown));
            } else if (!cipherSuites.isEmpty()) {
                // Only names of TLS 1.3 suites do not contain the key exchange.
                boolean fits = cipherSuites.stream()
                        .anyMatch(name -> name.contains("_WITH_")
                                ? versions.stream().anyMatch(version -> !version.equals("TLSv1.3"))
                                : versions.contains("TLSv1.3"));
                if (!fits) {
                    found.add("none of the cipher suites can be used with " + String.join(", ", versions));
                }
            }
        }

        private String describe(List<String> versions) {
            String trusts = ownTrust != null
                    ? (ownContext != null ? "an SSLContext of the caller" : "a trust manager of the caller")
                    : !verifies
                            ? "SERVERS NOT VERIFIED"
                            : authorities.isEmpty()
                                    ? "system CAs"
                                    : authorities.size() + " given CAs" + (withSystem ? " and system CAs" : "");
            return "TlsSettings[" + trusts
                    + (key == null
                            ? ""
                            : rotated == null ? ", with client certificate" : ", with client certificate in files")
                    + ", " + versions + (cipherSuites.isEmpty() ? "" : ", " + cipherSuites) + "]";
        }

        private void client(String chainPem, String chainWhat, String keyPem, String keyWhat) {
            key = null;
            rotated = null;
            chain = List.copyOf(Pem.certificates(chainPem, chainWhat, problems));
            key = Pem.privateKey(
                    keyPem, keyWhat, chain.isEmpty() ? null : chain.get(0).getPublicKey(), problems);
            if (key != null
                    && !chain.isEmpty()
                    && !TlsContexts.belongTogether(key, chain.get(0).getPublicKey())) {
                problems.add("the key of " + keyWhat + " does not belong to the first certificate of " + chainWhat);
                key = null;
            }
            if (chain.isEmpty()) {
                key = null;
            }
        }

        private int version(String text, String which, int fallback) {
            var matcher = VERSION.matcher(text.strip());
            if (!matcher.matches()) {
                String found =
                        NUMBER.matcher(text).matches() ? "'" + text + "'" : "(" + Printable.described(text) + ")";
                problems.add("the " + which + " TLS version " + found + " is unknown; known are 1.0, 1.1, 1.2 and 1.3");
                return fallback;
            }
            return matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        }

        private @Nullable String read(Path file) {
            try {
                return new String(RegularFile.read(file, LARGEST_FILE), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                problems.add("the file " + ShownPath.of(file) + " cannot be read: " + RegularFile.reason(e));
                return null;
            }
        }
    }
}
