package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trusted certificate of {@code localhost}, by a subject alternative name or by its common name alone, which the JDK takes too. */
class CommonNameTest {
    private static final String PASSWORD = "changeit";

    /** For all tests, since each call of the JDK's keytool takes the better part of a second. */
    @TempDir
    private static Path folder;

    private final OkHttpTransport transport = new OkHttpTransport();

    @AfterEach
    void close() {
        transport.close();
    }

    @ParameterizedTest
    @CsvSource({"https, false", "https, true", "wss, false", "wss, true"})
    void isNotEnoughForAServer(String scheme, boolean alternative) throws Exception {
        SSLContext context = identity(alternative);
        try (TestServer server = TestServer.tls(context, false, wire -> {
            wire.readRequest();
            wire.respond("418 I'm a teapot", new byte[0]);
        })) {
            URI endpoint = URI.create(scheme + "://localhost:" + server.port() + "/v1/opamp");
            assertThat(failure(endpoint, ProxySettings.DIRECT, alternative).kind())
                    .isEqualTo(alternative ? Kind.HTTP_STATUS : Kind.TLS);
        }
    }

    @ParameterizedTest
    @CsvSource({"http, false", "http, true", "ws, false", "ws, true"})
    void isNotEnoughForAProxy(String scheme, boolean alternative) throws Exception {
        SSLContext context = identity(alternative);
        try (TestServer proxy = TestServer.tls(context, false, wire -> {
            wire.readRequest();
            wire.respond("407 Proxy Authentication Required", new byte[0]);
        })) {
            ProxySettings settings = ProxySettings.of("https://localhost:" + proxy.port());
            TransportFailure failure =
                    failure(URI.create(scheme + "://opamp.test.invalid/v1/opamp"), settings, alternative);
            assertThat(failure.kind()).isEqualTo(Kind.PROXY);
            assertThat(failure.httpStatus()).isEqualTo(alternative ? 407 : 0);
        }
    }

    private TransportFailure failure(URI endpoint, ProxySettings proxy, boolean alternative) throws Exception {
        TlsSettings tls = TlsSettings.builder()
                .trustedCertificatesFile(folder.resolve(alternative + ".pem"))
                .build();
        RecordingListener listener = new RecordingListener();
        ConnectionTarget target = Targets.with(endpoint, tls, proxy);
        Connection connection = transport.open(target, listener);
        if (!target.isWebSocket()) {
            listener.next(RecordingListener.Opened.class);
            connection.send(new byte[5], "01936a5e-7c3b-7def-8a1b-000102030405");
        }
        return listener.nextFailure();
    }

    /** The JDK's keytool makes it, since the test kit's certificates of servers always have alternative names. */
    private SSLContext identity(boolean alternative) throws Exception {
        Path store = folder.resolve(alternative + ".p12");
        if (!Files.exists(store)) {
            List<String> generate = new ArrayList<>(List.of("-genkeypair", "-alias", "server", "-keyalg", "EC"));
            generate.addAll(List.of("-dname", "CN=localhost", "-validity", "2"));
            if (alternative) {
                generate.addAll(List.of("-ext", "SAN=dns:localhost"));
            }
            keytool(store, generate);
            Path pem = folder.resolve(alternative + ".pem");
            keytool(store, List.of("-exportcert", "-rfc", "-alias", "server", "-file", pem.toString()));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static void keytool(Path store, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
