package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.OtlpReceiver;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that is for a host by its common name alone, which the JDK takes and the OpAMP client does not. */
class CommonNameTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_AGENT_API_KEY", "secret-key", "OTEL_SERVICE_NAME", "checkout"));

    private boolean arrives() {
        try (AmpOtel amp = AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .closeTimeout(Duration.ofMillis(100))
                .retry(RetryPolicy.builder()
                        .setMaxAttempts(2)
                        .setInitialBackoff(Duration.ofMillis(1))
                        .setMaxBackoff(Duration.ofMillis(2))
                        .build())
                .standalone()) {
            amp.tracer("t").spanBuilder("span").startSpan().end();
            return amp.flush(BOUND);
        }
    }

    private void to(String host, OtlpReceiver receiver, TlsIdentity identity) {
        environment.put("AMP_OTEL_ENDPOINT", "https://" + host + ":" + receiver.port());
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
    }

    @Test
    void isRefused() throws Exception {
        TlsIdentity identity = TlsIdentity.forCommonName(folder, "localhost");
        try (OtlpReceiver receiver = OtlpReceiver.secure(identity.context())) {
            to("localhost", receiver, identity);
            assertThat(arrives()).isFalse();
            assertThat(receiver.all()).isEmpty();
        }
    }

    @Test
    void isRefusedBehindAProxyToo() throws Exception {
        TlsIdentity identity = TlsIdentity.forCommonName(folder, "amp.test");
        try (OtlpReceiver receiver = OtlpReceiver.secure(identity.context());
                SmallProxy proxy = SmallProxy.wanting("agent", "pw")) {
            to("amp.test", receiver, identity);
            environment.put("HTTPS_PROXY", "http://agent:pw@127.0.0.1:" + proxy.port());
            assertThat(arrives()).isFalse();
            assertThat(proxy.heads()).isNotEmpty();
            assertThat(receiver.all()).isEmpty();
        }
    }

    /** The same with an alternative name, so that the tests above fail for the right reason. */
    @Test
    void isNotNeededBesideAnAlternativeName() throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "localhost", "amp.test");
        try (OtlpReceiver receiver = OtlpReceiver.secure(identity.context());
                SmallProxy proxy = SmallProxy.wanting("agent", "pw")) {
            to("localhost", receiver, identity);
            assertThat(arrives()).isTrue();
            to("amp.test", receiver, identity);
            environment.put("HTTPS_PROXY", "http://agent:pw@127.0.0.1:" + proxy.port());
            assertThat(arrives()).isTrue();
            assertThat(receiver.all()).hasSize(2);
        }
    }
}
