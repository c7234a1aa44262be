package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.OtlpReceiver;
import io.amp4j.otel.untouched.ForgetfulApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Docker Compose makes host names of the names of services, underscores included. */
class UnderscoreHostTest {
    @TempDir
    private Path folder;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_AGENT_API_KEY", "secret-key", "OTEL_SERVICE_NAME", "compose"));

    private String run(String... arguments) throws Exception {
        Path hosts = folder.resolve("hosts");
        Files.writeString(
                hosts, "127.0.0.1 otel_collector\n127.0.0.1 other_collector\n127.0.0.1 otel_collector.internal.test\n");
        List<String> command = new ArrayList<>(List.of(
                "-Djdk.net.hosts.file=" + hosts,
                "-cp",
                System.getProperty("java.class.path"),
                ForgetfulApplication.class.getName()));
        command.addAll(List.of(arguments));
        ForkedJvm.Ended ended = ForkedJvm.run(folder, environment, command);
        assertThat(ended.exit()).isZero();
        assertThat(ended.output()).doesNotContain("secret-key");
        return ended.output();
    }

    @Test
    void sendsToAHostWithAnUnderscore() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            environment.put("AMP_OTEL_ENDPOINT", "http://otel_collector:" + receiver.port() + "/otel");
            assertThat(run()).doesNotContain("lost");
            assertThat(receiver.all()).singleElement().satisfies(request -> {
                assertThat(request.path()).isEqualTo("/otel/v1/traces");
                assertThat(request.key()).isEqualTo("secret-key");
                assertThat(request.headers().getFirst("host")).isEqualTo("otel_collector:" + receiver.port());
                assertThat(request.spanNames()).containsExactly("last words");
            });
        }
    }

    @Test
    void switchesToAHostWithAnUnderscore() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            environment.put("AMP_OTEL_ENDPOINT", "http://127.0.0.1:1");
            assertThat(run("http://otel_collector:" + receiver.port() + "/v1/traces?tenant=a"))
                    .contains("switched true")
                    .doesNotContain("lost");
            assertThat(receiver.next().key()).isEqualTo("another-key");
        }
    }

    @Test
    void provesTheNameOfAHostWithAnUnderscoreOverTls() throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "otel_collector", "*.internal.test");
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (OtlpReceiver receiver = OtlpReceiver.secure(identity.context())) {
            for (String host : List.of("otel_collector", "otel_collector.internal.test")) {
                environment.put("AMP_OTEL_ENDPOINT", "https://" + host + ":" + receiver.port());
                assertThat(run()).doesNotContain("lost");
                assertThat(receiver.next().spanNames()).containsExactly("last words");
            }
        }
    }

    @Test
    void sendsNothingToAServerWhoseCertificateIsForAnotherName() throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "otel_collector", "*");
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (OtlpReceiver receiver = OtlpReceiver.secure(identity.context())) {
            environment.put("AMP_OTEL_ENDPOINT", "https://other_collector:" + receiver.port());
            assertThat(run()).contains("1 were lost", "the TLS handshake failed");
            assertThat(receiver.all()).isEmpty();
        }
    }

    @Test
    void sendsNothingToAnAuthorityThatIsNotTrusted() throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "otel_collector");
        try (OtlpReceiver receiver = OtlpReceiver.secure(identity.context())) {
            environment.put("AMP_OTEL_ENDPOINT", "https://otel_collector:" + receiver.port());
            assertThat(run()).contains("1 were lost", "the TLS handshake failed");
            assertThat(receiver.all()).isEmpty();
        }
    }

    @Test
    void followsNoRedirectFromAHostWithAnUnderscore() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start();
                OtlpReceiver thief = OtlpReceiver.start()) {
            receiver.otherwise(request -> OtlpReceiver.Answer.status(307).with("location", thief.endpoint()));
            environment.put("AMP_OTEL_ENDPOINT", "http://otel_collector:" + receiver.port());
            assertThat(run()).contains("1 were lost", "AMP answered HTTP 307");
            assertThat(thief.all()).isEmpty();
        }
    }
}
