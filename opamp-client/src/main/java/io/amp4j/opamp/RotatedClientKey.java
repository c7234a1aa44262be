package io.amp4j.opamp;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.text.ShownPath;
import io.amp4j.opamp.internal.tls.Pem;
import io.amp4j.opamp.internal.tls.TlsContexts;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the client with the certificate and key that two files contain at the time of each handshake. The files are read again when
 * they have changed. While their content cannot be used, for example in the middle of a change, the previous content is used.
 */
final class RotatedClientKey extends X509ExtendedKeyManager {

    private static final SafeLogger LOGGER = SafeLogger.of(RotatedClientKey.class);

    /** How many versions of the files are kept for handshakes in progress. */
    private static final int KEPT = 64;

    /**
     * The files.
     *
     * @param chain the certificates
     * @param key the private key
     */
    record FilePair(Path chain, Path key) {}

    /** Identifies a version of a file; it changes when the file is written or a link is switched to another file. */
    private record Stamp(@Nullable Object file, FileTime modified, long size) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(found.fileKey(), found.lastModifiedTime(), found.size());
        }
    }

    private final FilePair files;
    private final int largest;
    private final Map<String, X509ExtendedKeyManager> readings = new LinkedHashMap<>();
    private X509ExtendedKeyManager newest;
    private List<Stamp> stamps = List.of();
    private int number;

    /**
     * Starts with a certificate and key that were read before.
     *
     * @param largest the maximum size of a file
     */
    RotatedClientKey(FilePair files, int largest, List<X509Certificate> chain, PrivateKey key)
            throws GeneralSecurityException {
        this.files = files;
        this.largest = largest;
        this.newest = TlsContexts.keyManager(chain, key);
    }

    /** Reads the files, if they have changed. */
    private synchronized X509ExtendedKeyManager current() {
        try {
            List<Stamp> now = List.of(Stamp.of(files.chain), Stamp.of(files.key));
            if (!now.equals(stamps)) {
                stamps = now;
                read();
            }
        } catch (IOException e) {
            if (!stamps.isEmpty()) {
                warn(RegularFile.reason(e));
            }
            stamps = List.of();
        }
        return newest;
    }

    private void read() throws IOException {
        List<String> problems = new ArrayList<>();
        List<X509Certificate> chain = Pem.certificates(text(files.chain), "the file", problems);
        PrivateKey key = Pem.privateKey(
                text(files.key),
                "the file",
                chain.isEmpty() ? null : chain.get(0).getPublicKey(),
                problems);
        if (key == null || chain.isEmpty()) {
            warn(String.join("; ", problems));
        } else if (!TlsContexts.belongTogether(key, chain.get(0).getPublicKey())) {
            warn("the key does not belong to the certificate");
        } else {
            try {
                newest = TlsContexts.keyManager(chain, key);
            } catch (GeneralSecurityException e) {
                warn("this JVM cannot use the key");
            }
        }
    }

    private String text(Path file) throws IOException {
        return new String(RegularFile.read(file, largest), StandardCharsets.ISO_8859_1);
    }

    private void warn(String problem) {
        LOGGER.warning("the client certificate in " + ShownPath.of(files.chain) + " with the key in "
                + ShownPath.of(files.key) + " cannot be used, and the one before stays: " + problem);
    }

    /** Prefixes the aliases of a version's key manager with a number, so that certificate and key of one handshake belong together. */
    private synchronized @Nullable String named(X509ExtendedKeyManager reading, @Nullable String alias) {
        if (alias == null) {
            return null;
        }
        String name = ++number + "." + alias;
        readings.put(name, reading);
        if (readings.size() > KEPT) {
            readings.remove(readings.keySet().iterator().next());
        }
        return name;
    }

    private synchronized @Nullable X509ExtendedKeyManager reading(String name) {
        return readings.get(name);
    }

    private static String alias(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        X509ExtendedKeyManager reading = current();
        return named(reading, reading.chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        X509ExtendedKeyManager reading = current();
        return named(reading, reading.chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String name) {
        X509ExtendedKeyManager reading = reading(name);
        return reading == null ? null : reading.getCertificateChain(alias(name));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String name) {
        X509ExtendedKeyManager reading = reading(name);
        return reading == null ? null : reading.getPrivateKey(alias(name));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return current().getClientAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
