package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.otel.testing.LogCapture;
import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.testing.ReservedPort;
import io.amp4j.otel.untouched.ForgetfulApplication;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans through a proxy; its password reaches nobody else. The names of the servers are known to the proxy alone. */
class ProxyTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String KEY = "secret-key";
    private static final String PASSWORD = "p@ss word";

    @TempDir
    private Path folder;

    private final OtlpReceiver receiver = OtlpReceiver.start();
    private final LogCapture log = new LogCapture();
    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_AGENT_API_KEY", KEY, "OTEL_SERVICE_NAME", "checkout"));

    @AfterEach
    void close() {
        receiver.close();
        log.close();
        assertThat(log.everything())
                .doesNotContain(KEY, PASSWORD, "p%40ss", credentials().substring(6));
    }

    private static String credentials() {
        return "Basic " + Base64.getEncoder().encodeToString(("agent:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private AmpOtelBuilder builder() {
        return AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .retry(RetryPolicy.builder()
                        .setMaxAttempts(2)
                        .setInitialBackoff(Duration.ofMillis(1))
                        .setMaxBackoff(Duration.ofMillis(2))
                        .build());
    }

    private boolean arrives() {
        try (AmpOtel amp = builder().standalone()) {
            amp.tracer("t").spanBuilder("span").startSpan().end();
            return amp.flush(BOUND);
        }
    }

    private void to(String scheme, int port) {
        environment.put("AMP_OTEL_ENDPOINT", scheme + "://amp.test:" + port + "/otel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_proxy", "HTTP_PROXY"})
    void sendsThroughTheProxyOfTheVariable(String variable) {
        try (SmallProxy proxy = SmallProxy.open()) {
            to("http", receiver.port());
            environment.put(variable, "http://127.0.0.1:" + proxy.port());
            assertThat(arrives()).isTrue();
            assertThat(proxy.heads())
                    .singleElement()
                    .satisfies(head -> assertThat(head)
                            .startsWith("POST http://amp.test:" + receiver.port() + "/otel/v1/traces HTTP/1.1\r\n")
                            .contains("\r\nHost: amp.test:" + receiver.port() + "\r\n"));
            assertThat(receiver.next().key()).isEqualTo(KEY);
        }
    }

    @Test
    void sendsThroughAProxyToAHostWithAnUnderscore() {
        try (SmallProxy proxy = SmallProxy.open()) {
            environment.put("AMP_OTEL_ENDPOINT", "http://otel_collector:" + receiver.port());
            environment.put("HTTP_PROXY", "127.0.0.1:" + proxy.port());
            assertThat(arrives()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https_proxy", "HTTPS_PROXY"})
    void tunnelsToHttpsWithThePasswordAndShowsTheProxyNoKey(String variable) throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "amp.test");
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (OtlpReceiver secure = OtlpReceiver.secure(identity.context());
                SmallProxy proxy = SmallProxy.wanting("agent", PASSWORD)) {
            to("https", secure.port());
            environment.put(variable, "http://agent:p%40ss%20word@127.0.0.1:" + proxy.port());
            assertThat(arrives()).isTrue();
            assertThat(proxy.heads())
                    .singleElement()
                    .satisfies(head -> assertThat(head)
                            .startsWith("CONNECT amp.test:" + secure.port() + " HTTP/1.1\r\n")
                            .contains("Proxy-Authorization: " + credentials())
                            .doesNotContainIgnoringCase("x-amp-api-key"));
            OtlpReceiver.Received request = secure.next();
            assertThat(request.key()).isEqualTo(KEY);
            assertThat(request.headers()).doesNotContainKey("Proxy-authorization");
        }
    }

    @Test
    void provesTheNameOfTheServerBehindTheProxy() throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "other.test");
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (OtlpReceiver secure = OtlpReceiver.secure(identity.context());
                SmallProxy proxy = SmallProxy.open()) {
            to("https", secure.port());
            environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            assertThat(arrives()).isFalse();
            assertThat(secure.all()).isEmpty();
            assertThat(log.lines(Level.WARNING).get(0)).contains("the TLS handshake failed");
        }
    }

    /** To an http endpoint the key goes through the proxy's hands. */
    @ParameterizedTest
    @CsvSource({"localhost, true", "other.test, false"})
    void provesTheNameOfAProxyThatSpeaksTls(String name, boolean isTheProxy) throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, name);
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (SmallProxy proxy = SmallProxy.secure(identity.context())) {
            to("http", receiver.port());
            environment.put("HTTP_PROXY", "https://agent:p%40ss%20word@localhost:" + proxy.port());
            assertThat(arrives()).isEqualTo(isTheProxy);
            assertThat(proxy.heads()).hasSize(isTheProxy ? 1 : 0);
            assertThat(receiver.all()).hasSize(isTheProxy ? 1 : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void saysWhatToDoWhenTheProxyWantsAPassword(String scheme) {
        try (SmallProxy proxy = SmallProxy.wanting("agent", PASSWORD)) {
            to(scheme, receiver.port());
            environment.put(scheme + "_proxy", "http://127.0.0.1:" + proxy.port());
            assertThat(arrives()).isFalse();
            assertThat(log.lines(Level.WARNING))
                    .filteredOn(line -> line.contains("answered HTTP 407; "))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("http://user:password@host:port"));
            assertThat(receiver.all()).isEmpty();
        }
    }

    @Test
    void namesTheProxyThatCannotBeReached() {
        to("http", receiver.port());
        try (ReservedPort nobody = ReservedPort.take()) {
            environment.put("HTTP_PROXY", "http://agent:p%40ss@127.0.0.1:" + nobody.port());
            assertThat(arrives()).isFalse();
        }
        assertThat(log.lines(Level.WARNING).get(1))
                .contains("the proxy 127.0.0.1:", " of HTTP_PROXY cannot be used: connection refused");
    }

    @Test
    void goesPastTheProxyToThisMachine() {
        environment.put("AMP_OTEL_ENDPOINT", receiver.endpoint());
        environment.put("HTTP_PROXY", "http://127.0.0.1:1");
        assertThat(arrives()).isTrue();
    }

    @Test
    void refusesAVariableThatNamesNoProxyWithoutRepeatingIt() {
        to("https", 443);
        environment.put("HTTPS_PROXY", "ftp://agent:p%40ss@proxy.test");
        assertThatThrownBy(() -> builder().standalone())
                .isInstanceOf(AmpConfigurationException.class)
                .hasMessageContaining("HTTPS_PROXY cannot be used as a proxy")
                .hasMessageNotContaining("p%40ss");
        environment.put("NO_PROXY", ".test");
        assertThat(builder().config().endpoint()).hasHost("amp.test");
    }

    @Test
    void leavesTheChoiceToTheJvmWhereItIsToldOfAProxy() {
        ProxySelector before = ProxySelector.getDefault();
        try (SmallProxy ofTheJvm = SmallProxy.open();
                SmallProxy ofTheVariable = SmallProxy.open()) {
            ProxySelector.setDefault(new OneProxy(ofTheJvm.port()));
            environment.put("http_proxy", "http://127.0.0.1:" + ofTheVariable.port());
            to("http", receiver.port());
            assertThat(arrives()).isTrue();
            environment.put("AMP_OTEL_ENDPOINT", "http://otel_collector:" + receiver.port());
            assertThat(arrives()).isTrue();
            assertThat(ofTheJvm.heads()).hasSize(2);
            assertThat(ofTheVariable.heads()).isEmpty();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void followsAProxySelectorThatIsSetAfterTheFirstExport() {
        ProxySelector before = ProxySelector.getDefault();
        environment.put("AMP_OTEL_ENDPOINT", receiver.endpoint());
        try (SmallProxy proxy = SmallProxy.open();
                AmpOtel amp = builder().standalone()) {
            amp.tracer("t").spanBuilder("direct").startSpan().end();
            assertThat(amp.flush(BOUND)).isTrue();
            ProxySelector.setDefault(new OneProxy(proxy.port()));
            amp.tracer("t").spanBuilder("through the proxy").startSpan().end();
            assertThat(amp.flush(BOUND)).isTrue();
            assertThat(proxy.heads()).hasSize(1);
        } finally {
            ProxySelector.setDefault(before);
        }
        assertThat(receiver.all()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void sendsThroughTheSocksProxyOfTheJvm(String scheme) throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "amp.test");
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (OtlpReceiver secure = OtlpReceiver.secure(identity.context());
                SmallSocksProxy proxy = SmallSocksProxy.open()) {
            OtlpReceiver target = scheme.equals("https") ? secure : receiver;
            to(scheme, target.port());
            ForkedJvm.Ended ended = fork("-DsocksProxyHost=127.0.0.1", "-DsocksProxyPort=" + proxy.port());
            assertThat(ended.output()).doesNotContain("lost");
            assertThat(proxy.targets()).containsExactly("amp.test:" + target.port());
            assertThat(target.next().key()).isEqualTo(KEY);
        }
    }

    @Test
    void tellsTheServerBehindTheProxyWhichNameItWants() throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "amp", "amp.test");
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (OtlpReceiver secure = OtlpReceiver.secure(identity.context());
                SmallProxy proxy = SmallProxy.open()) {
            environment.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
            for (String host : List.of("amp", "amp.test", "AMP.test.")) {
                environment.put("AMP_OTEL_ENDPOINT", "https://" + host + ":" + secure.port());
                assertThat(arrives()).as(host).isTrue();
            }
            assertThat(secure.all())
                    .extracting(request -> request.client().wantedServer())
                    .containsExactly("amp", "amp.test", "amp.test");
        }
    }

    @Test
    void saysThatTheSocksProxyOfTheJvmCannotBeReached() {
        to("http", receiver.port());
        try (ReservedPort nobody = ReservedPort.take()) {
            ForkedJvm.Ended ended = fork("-DsocksProxyHost=127.0.0.1", "-DsocksProxyPort=" + nobody.port());
            assertThat(ended.output())
                    .containsIgnoringCase(
                            "the proxy 127.0.0.1:" + nobody.port() + " of the JVM cannot be used: connection refused");
        }
        assertThat(receiver.all()).isEmpty();
    }

    private static final class OneProxy extends ProxySelector {
        private final int port;

        OneProxy(int port) {
            this.port = port;
        }

        @Override
        public List<Proxy> select(URI address) {
            return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {}
    }

    @Test
    void readsTheEnvironmentOfTheProcessAndPrefersTheJvmsProxyHost() {
        try (SmallProxy ofTheJvm = SmallProxy.open();
                SmallProxy ofTheVariable = SmallProxy.open()) {
            to("http", receiver.port());
            environment.put("http_proxy", "http://127.0.0.1:" + ofTheVariable.port());
            ForkedJvm.Ended byVariable = fork();
            assertThat(byVariable.output()).doesNotContain("lost");
            assertThat(ofTheVariable.heads()).hasSize(1);
            fork("-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=" + ofTheJvm.port());
            assertThat(ofTheJvm.heads()).hasSize(1);
            assertThat(ofTheVariable.heads()).hasSize(1);
            assertThat(receiver.all()).hasSize(2);
        }
    }

    private ForkedJvm.Ended fork(String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), ForgetfulApplication.class.getName()));
        return ForkedJvm.run(folder, environment, arguments);
    }

    @Test
    void showsNoPasswordInTheTextOfTheConfiguration() {
        to("https", 443);
        environment.put("HTTPS_PROXY", "http://agent:p%40ss@proxy.test:3128");
        AmpConfig config = builder().config();
        assertThat(config.toString()).contains("proxy.test:3128").doesNotContain("p%40ss", "p@ss", "YWdlbnQ");
        assertThat(config.sdk().transport().proxies().proxyFor(config.endpoint()))
                .contains("proxy.test:3128");
    }
}
