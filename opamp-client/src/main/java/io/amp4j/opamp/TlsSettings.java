package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.transport.Pem;
import io.amp4j.opamp.internal.transport.TlsContexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
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
 * How servers prove who they are on TLS connections, and how this client does. An immutable value; its text holds no secrets. Two are
 * equal when they were made of the same material.
 *
 * <p>By default ({@link #DEFAULT}) the platform's certificate authorities are trusted, TLS 1.2 and 1.3 are spoken, and there is no
 * client certificate.
 */
public final class TlsSettings {
    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** The platform's certificate authorities, TLS 1.2 or newer, no client certificate. */
    public static final TlsSettings DEFAULT = builder().build();

    private final SSLContext context;
    private final X509TrustManager trust;
    private final List<String> versions;
    private final List<String> cipherSuites;
    private final boolean verifies;
    private final List<Object> material;
    private final String text;

    private TlsSettings(
            SSLContext context,
            X509TrustManager trust,
            List<String> versions,
            List<String> cipherSuites,
            boolean verifies,
            List<Object> material,
            String text) {
        this.context = context;
        this.trust = trust;
        this.versions = versions;
        this.cipherSuites = cipherSuites;
        this.verifies = verifies;
        this.material = material;
        this.text = text;
    }

    /** Starts settings that are the default until changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a context made of these settings; versions, cipher suites and host names are checked by whoever uses it. */
    public SSLContext sslContext() {
        return context;
    }

    /** Returns what decides whether a server's certificate is trusted. */
    public X509TrustManager trustManager() {
        return trust;
    }

    /** Returns the versions that may be spoken in the names of JSSE ({@code TLSv1.2}), lowest first. */
    public List<String> versions() {
        return versions;
    }

    /** Returns the only cipher suites that may be used; empty when the choice is left to the library. */
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

    /** Counts certificates and names versions; keys and certificates are left out. */
    @Override
    public String toString() {
        return text;
    }

    /** Collects TLS settings. What is wrong with them is told by {@link #build()}, all at once. Not for use by several threads. */
    public static final class Builder {
        private static final Pattern VERSION = Pattern.compile("(?i)(?:TLS\\s?v?)?1(?:\\.([0-3]))?");

        private final List<String> problems = new ArrayList<>();
        private final List<X509Certificate> authorities = new ArrayList<>();
        private List<X509Certificate> chain = List.of();
        private List<String> cipherSuites = List.of();
        private @Nullable PrivateKey key;
        private @Nullable SSLContext ownContext;
        private @Nullable X509TrustManager ownTrust;
        private boolean withSystem;
        private boolean verifies = true;
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

        /** Trusts the platform's certificate authorities besides the given ones. Without given ones they are trusted anyway. */
        public Builder systemCertificates() {
            withSystem = true;
            return this;
        }

        /**
         * Proves who this client is (mutual TLS).
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

        /** Proves who this client is with PEM files, as {@link #clientCertificate}. Reads the files now. */
        public Builder clientCertificateFiles(Path chainFile, Path keyFile) {
            String chainPem = read(requireNonNull(chainFile, "chainFile"));
            String keyPem = read(requireNonNull(keyFile, "keyFile"));
            if (chainPem != null && keyPem != null) {
                client(chainPem, "the client certificate file " + chainFile, keyPem, "the client key file " + keyFile);
            }
            return this;
        }

        /** Sets the lowest version to speak: {@code 1.0} to {@code 1.3}, also written {@code TLSv1.2}. The default is 1.2. */
        public Builder minVersion(String version) {
            min = version(requireNonNull(version, "version"), "lowest", 2);
            return this;
        }

        /** Sets the highest version to speak, written as in {@link #minVersion}. The default is 1.3. */
        public Builder maxVersion(String version) {
            max = version(requireNonNull(version, "version"), "highest", 3);
            return this;
        }

        /** Restricts the cipher suites to these, in the names of JSSE. Suites of TLS 1.3 must be listed too if it is spoken. */
        public Builder cipherSuites(List<String> names) {
            cipherSuites = List.copyOf(names);
            return this;
        }

        /**
         * Believes every server, whatever its certificate says: anybody on the way can read and change everything, keys included. For
         * experiments alone. Its use is logged as a warning.
         */
        public Builder insecureSkipVerify() {
            verifies = false;
            return this;
        }

        /** Uses a context and trust manager of the caller in place of certificates and keys given here. */
        public Builder sslContext(SSLContext context, X509TrustManager trustManager) {
            ownContext = requireNonNull(context, "context");
            ownTrust = requireNonNull(trustManager, "trustManager");
            return this;
        }

        /**
         * Returns the settings. May be called more than once.
         *
         * @throws OpampException if anything cannot be used; the message says all that is wrong
         */
        public TlsSettings build() {
            List<String> found = new ArrayList<>(problems);
            boolean material = !authorities.isEmpty() || withSystem || key != null || !chain.isEmpty() || !verifies;
            if (ownContext != null && material) {
                found.add(
                        "an SSLContext excludes certificates, keys and insecureSkipVerify; put them into the context");
            }
            if (min > max) {
                found.add("the lowest version " + VERSIONS.get(min) + " is above the highest, " + VERSIONS.get(max));
            }
            TlsSettings settings = null;
            try {
                settings = make(found);
            } catch (GeneralSecurityException e) {
                found.add("the certificates and key cannot be used together: " + e.getMessage());
            }
            if (settings == null || !found.isEmpty()) {
                throw new OpampException("the TLS settings cannot be used: " + String.join("; ", found));
            }
            return settings;
        }

        private TlsSettings make(List<String> found) throws GeneralSecurityException {
            X509TrustManager trust = ownTrust != null
                    ? ownTrust
                    : verifies ? TlsContexts.trustManager(authorities, withSystem) : TlsContexts.trustingEverybody();
            SSLContext context = ownContext != null ? ownContext : TlsContexts.context(trust, chain, key);
            List<String> versions = min > max ? List.of() : List.copyOf(VERSIONS.subList(min, max + 1));
            checkSuites(context, versions, found);
            List<Object> material = new ArrayList<>(List.of(
                    List.copyOf(authorities),
                    withSystem,
                    chain,
                    key == null ? "" : key,
                    versions,
                    cipherSuites,
                    verifies));
            if (ownContext != null) {
                material.add(ownContext);
            }
            return new TlsSettings(context, trust, versions, cipherSuites, verifies, material, describe(versions));
        }

        private void checkSuites(SSLContext context, List<String> versions, List<String> found) {
            SSLParameters enabled = context.getDefaultSSLParameters();
            Set<String> known = Set.copyOf(Arrays.asList(enabled.getCipherSuites()));
            List<String> unknown =
                    cipherSuites.stream().filter(name -> !known.contains(name)).toList();
            if (!unknown.isEmpty()) {
                found.add("this JVM has no enabled cipher suite named "
                        + String.join(", ", unknown).replaceAll("[^\\x20-\\x7e]", "?"));
            } else if (!cipherSuites.isEmpty()) {
                // Only the suites of TLS 1.3 say nothing of how keys are exchanged.
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
            String trusts = ownContext != null
                    ? "an SSLContext of the caller"
                    : !verifies
                            ? "NOBODY VERIFIED"
                            : authorities.isEmpty()
                                    ? "system CAs"
                                    : authorities.size() + " given CAs" + (withSystem ? " and system CAs" : "");
            return "TlsSettings[" + trusts + (key == null ? "" : ", with client certificate") + ", " + versions
                    + (cipherSuites.isEmpty() ? "" : ", " + cipherSuites) + "]";
        }

        private void client(String chainPem, String chainWhat, String keyPem, String keyWhat) {
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
                problems.add(
                        "the " + which + " TLS version '" + text + "' is unknown; known are 1.0, 1.1, 1.2 and 1.3");
                return fallback;
            }
            return matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
        }

        private @Nullable String read(Path file) {
            try {
                return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                problems.add(
                        "the file " + file + " cannot be read: " + e.getClass().getSimpleName());
                return null;
            }
        }
    }
}
