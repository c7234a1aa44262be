package io.amp4j.opamp.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A small certificate authority by the command line, as an operator sets one up with {@code openssl ca}: a directory with an index and a list of revoked ones. */
final class OpensslAuthority {
    static final Path PROGRAM = Path.of("/usr/bin/openssl");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String CONFIG = """
            [ca]
            default_ca = this
            [this]
            database = index.txt
            new_certs_dir = issued
            rand_serial = yes
            crlnumber = crlnumber
            certificate = ca.pem
            private_key = ca.key
            default_md = sha256
            default_days = 30
            default_crl_days = 365
            policy = any
            unique_subject = no
            [any]
            commonName = supplied
            [agent]
            basicConstraints = critical, CA:FALSE
            keyUsage = critical, digitalSignature
            extendedKeyUsage = clientAuth
            [server]
            basicConstraints = critical, CA:FALSE
            keyUsage = critical, digitalSignature
            extendedKeyUsage = serverAuth
            subjectAltName = IP:127.0.0.1
            [authority]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            subjectKeyIdentifier = hash
            [req]
            distinguished_name = none
            [none]
            """;

    /** A certificate with its key, both made by the authority. */
    record Issued(String certificate, String key) {}

    private final Path directory;
    private int files;

    private OpensslAuthority(Path directory) {
        this.directory = directory;
    }

    /** Makes an authority that signs its own certificate. */
    static OpensslAuthority root(Path directory, String name) throws Exception {
        OpensslAuthority authority = laidOut(directory);
        authority.openssl(
                "req",
                "-x509",
                "-config",
                "ca.cnf",
                "-extensions",
                "authority",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-subj",
                "/CN=" + name,
                "-days",
                "3650");
        authority.crl();
        return authority;
    }

    /** Makes an authority whose certificate this one signs. */
    OpensslAuthority intermediate(Path below, String name) throws Exception {
        OpensslAuthority authority = laidOut(below);
        String request = authority.request("ca.key", name);
        Files.writeString(authority.file("ca.pem"), signed(request, "authority", yesterday(), inDays(365)));
        authority.crl();
        return authority;
    }

    private static OpensslAuthority laidOut(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("issued"));
        Files.writeString(directory.resolve("ca.cnf"), CONFIG);
        Files.writeString(directory.resolve("index.txt"), "");
        Files.writeString(directory.resolve("crlnumber"), "01");
        return new OpensslAuthority(directory);
    }

    /** Returns a file of the authority: {@code ca.pem}, {@code crl.pem}. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** Returns the authority's own certificate. */
    String pem() throws IOException {
        return Files.readString(file("ca.pem"));
    }

    /** Signs a request of an agent; valid from yesterday for a month. */
    String sign(String csr) throws Exception {
        return sign(csr, yesterday(), inDays(30));
    }

    String sign(String csr, Instant from, Instant to) throws Exception {
        return signed(csr, "agent", from, to);
    }

    /** Makes the key of an agent too. */
    Issued issue(String name, Instant to) throws Exception {
        return issued("agent", name, to);
    }

    /** Makes key and certificate of a server at 127.0.0.1. */
    Issued server() throws Exception {
        return issued("server", "a server", inDays(365));
    }

    private Issued issued(String extensions, String name, Instant to) throws Exception {
        String key = next(".key");
        String certificate = signed(request(key, name), extensions, yesterday(), to);
        return new Issued(certificate, Files.readString(file(key)));
    }

    private String request(String key, String name) throws Exception {
        String request = next(".csr");
        openssl(
                "req",
                "-new",
                "-config",
                "ca.cnf",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                key,
                "-out",
                request,
                "-subj",
                "/CN=" + name);
        return Files.readString(file(request));
    }

    private String signed(String csr, String extensions, Instant from, Instant to) throws Exception {
        String request = next(".csr");
        String certificate = next(".pem");
        Files.writeString(file(request), csr);
        openssl(
                "ca",
                "-batch",
                "-notext",
                "-config",
                "ca.cnf",
                "-extensions",
                extensions,
                "-startdate",
                TIME.format(from),
                "-enddate",
                TIME.format(to),
                "-in",
                request,
                "-out",
                certificate);
        return Files.readString(file(certificate));
    }

    /** Revokes a certificate and publishes the list of revoked ones anew. */
    void revoke(String certificate) throws Exception {
        String file = next(".pem");
        Files.writeString(file(file), certificate);
        openssl("ca", "-config", "ca.cnf", "-revoke", file, "-crl_reason", "keyCompromise");
        crl();
    }

    private void crl() throws Exception {
        openssl("ca", "-config", "ca.cnf", "-gencrl", "-out", "crl.pem");
    }

    /** Returns the serial number of a certificate, as nginx writes it too. */
    String serial(String certificate) throws Exception {
        String file = next(".pem");
        Files.writeString(file(file), certificate);
        return openssl("x509", "-noout", "-serial", "-in", file).strip().replace("serial=", "");
    }

    private String next(String suffix) {
        files++;
        return files + suffix;
    }

    private String openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + ":\n" + output).isZero();
        return output;
    }

    private static Instant yesterday() {
        return InstantSource.system().instant().minus(Duration.ofDays(1));
    }

    private static Instant inDays(int days) {
        return InstantSource.system().instant().plus(Duration.ofDays(days));
    }
}
