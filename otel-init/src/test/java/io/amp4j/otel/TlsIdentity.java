package io.amp4j.otel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server's certificate, made by the JDK's keytool.
 *
 * @param context of the server
 * @param certificate the PEM file that its clients trust
 */
record TlsIdentity(SSLContext context, Path certificate) {
    private static final String PASSWORD = "changeit";

    /** For subject alternative names. */
    static TlsIdentity forNames(Path folder, String... names) throws IOException, GeneralSecurityException {
        // The extension as bytes: keytool itself writes no name with an underscore.
        return make(folder, "CN=test", "-ext", "2.5.29.17=" + alternativeNames(names));
    }

    /** For a common name, without an alternative one. */
    static TlsIdentity forCommonName(Path folder, String name) throws IOException, GeneralSecurityException {
        return make(folder, "CN=" + name);
    }

    private static TlsIdentity make(Path folder, String subject, String... extension)
            throws IOException, GeneralSecurityException {
        Path store = folder.resolve("identity.p12");
        Path certificate = folder.resolve("identity.pem");
        List<String> generate = new ArrayList<>(List.of(
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                subject,
                "-validity",
                "2"));
        generate.addAll(List.of(extension));
        keytool(generate.toArray(String[]::new));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        String encoded = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("server").getEncoded());
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new TlsIdentity(context, certificate);
    }

    private static String alternativeNames(String... names) {
        StringBuilder content = new StringBuilder();
        int length = 0;
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            content.append(HexFormat.of().formatHex(new byte[] {(byte) 0x82, (byte) bytes.length}))
                    .append(HexFormat.of().formatHex(bytes));
            length += bytes.length + 2;
        }
        return HexFormat.of().formatHex(new byte[] {0x30, (byte) length}) + content;
    }

    private static void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
