package io.amp4j.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.OtlpReceiver;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches share a connection, and none is lost because the other side has ended it. Nothing is retried here. */
class ConnectionReuseTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    @TempDir
    private Path folder;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("AMP_AGENT_API_KEY", "key", "OTEL_SERVICE_NAME", "checkout"));

    private AmpOtel standalone(String endpoint) {
        environment.put("AMP_OTEL_ENDPOINT", endpoint);
        return AmpOtel.builder()
                .environment(environment::get)
                .systemProperties(name -> null)
                .retry(RetryPolicy.builder()
                        .setRetryExceptionPredicate(failure -> false)
                        .build())
                .standalone();
    }

    private static boolean arrives(AmpOtel amp, String span) {
        amp.tracer("t").spanBuilder(span).startSpan().end();
        return amp.flush(BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void sendsBatchesOneAfterTheOtherOverOneConnection(String scheme) throws Exception {
        TlsIdentity identity = TlsIdentity.forNames(folder, "localhost");
        environment.put("OTEL_EXPORTER_OTLP_CERTIFICATE", identity.certificate().toString());
        try (OtlpReceiver receiver =
                        scheme.equals("https") ? OtlpReceiver.secure(identity.context()) : OtlpReceiver.start();
                AmpOtel amp = standalone(scheme + "://localhost:" + receiver.port())) {
            assertThat(arrives(amp, "first")).isTrue();
            OtlpReceiver.Client first = receiver.next().client();
            assertThat(arrives(amp, "second")).isTrue();
            assertThat(arrives(amp, "third")).isTrue();
            assertThat(receiver.all().stream().map(OtlpReceiver.Received::client))
                    .hasSize(2)
                    .allSatisfy(client -> assertThat(client).isEqualTo(first));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void knowsWhereAnAnswerEnds(String answer) throws IOException {
        try (SmallServer server = SmallServer.answering(answer, OK);
                AmpOtel amp = standalone(server.endpoint())) {
            assertThat(arrives(amp, "first")).isTrue();
            assertThat(arrives(amp, "second")).isTrue();
            assertThat(server.connections()).containsExactly(1, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: x, Close\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                // What was not asked for is no answer to the next request.
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
            })
    void takesANewConnectionWhereTheOldOneCannotBeUsed(String answer) throws IOException {
        try (SmallServer server = SmallServer.answering(answer, OK);
                AmpOtel amp = standalone(server.endpoint())) {
            assertThat(arrives(amp, "first")).isTrue();
            assertThat(arrives(amp, "second")).isTrue();
            assertThat(server.connections()).containsExactly(1, 2);
        }
    }

    @Test
    void losesNoBatchWhenTheServerHangsUpBetweenTwo() throws IOException {
        try (SmallServer server = SmallServer.answering(OK + SmallServer.HANG_UP, OK);
                AmpOtel amp = standalone(server.endpoint())) {
            assertThat(arrives(amp, "first")).isTrue();
            assertThat(arrives(amp, "second")).isTrue();
            assertThat(server.connections()).containsExactly(1, 2);
        }
    }

    @Test
    void losesNoBatchWhenTheServerHangsUpInsteadOfAnswering() throws IOException {
        try (SmallServer server = SmallServer.answering(OK, SmallServer.HANG_UP, OK);
                AmpOtel amp = standalone(server.endpoint())) {
            assertThat(arrives(amp, "first")).isTrue();
            assertThat(arrives(amp, "second")).isTrue();
            assertThat(server.connections()).containsExactly(1, 1, 2);
        }
    }

    @Test
    void doesNotTryForEverWithAServerThatHangsUp() throws IOException {
        try (SmallServer server = SmallServer.answering(OK, SmallServer.HANG_UP, SmallServer.HANG_UP, OK);
                AmpOtel amp = standalone(server.endpoint())) {
            assertThat(arrives(amp, "first")).isTrue();
            assertThat(arrives(amp, "second")).isFalse();
            assertThat(server.connections()).containsExactly(1, 1, 2);
        }
    }
}
