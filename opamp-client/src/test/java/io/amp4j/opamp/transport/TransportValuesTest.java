package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportValuesTest {
    private static final String SECRET = "s3cr3t";
    private static final URI ENDPOINT = URI.create("https://opamp.example/v1/opamp");

    private static ConnectionTarget.Builder full() {
        return ConnectionTarget.builder(ENDPOINT)
                .headers(Map.of("Authorization", List.of(SECRET)))
                .proxy(ProxySettings.DIRECT)
                .timeouts(ConnectionTimeouts.builder()
                        .connect(Duration.ofSeconds(1))
                        .write(Duration.ofSeconds(2))
                        .read(Duration.ofSeconds(3))
                        .call(Duration.ofSeconds(4))
                        .close(Duration.ofSeconds(5))
                        .build())
                .limits(MessageLimits.builder()
                        .maxSentBytes(1)
                        .maxReceivedBytes(2)
                        .build())
                .gzipRequests(true)
                .webSocketCompression(true)
                .pingInterval(Duration.ZERO)
                .pongTimeout(Duration.ofSeconds(6));
    }

    @Test
    void targetsAreEqualByAllThatTheyHold() {
        ConnectionTarget target = full().build();
        assertThat(target).isEqualTo(full().build()).hasSameHashCodeAs(full().build());
        assertThat(target.toBuilder().build()).isEqualTo(target);
        List<ConnectionTarget> others = List.of(
                ConnectionTarget.of(ENDPOINT),
                full().headers(Map.of("Authorization", List.of("other"))).build(),
                full().proxy(ProxySettings.SYSTEM).build(),
                full().timeouts(ConnectionTimeouts.DEFAULT).build(),
                full().limits(MessageLimits.DEFAULT).build(),
                full().gzipRequests(false).build(),
                full().webSocketCompression(false).build(),
                full().pingInterval(Duration.ofSeconds(1)).build(),
                full().pongTimeout(Duration.ofSeconds(1)).build());
        assertThat(others).doesNotContain(target).doesNotHaveDuplicates();
    }

    @Test
    void targetsKeepWhatTheyWereGiven() {
        List<String> values = new ArrayList<>(List.of("1"));
        ConnectionTarget target = full().headers(Map.of("X-Tenant", values)).build();
        values.add("2");
        assertThat(target.headers()).containsExactly(Map.entry("X-Tenant", List.of("1")));
    }

    @Test
    void noTextHoldsASecret() {
        URI withToken = URI.create("wss://opamp.example/v1/opamp?token=" + SECRET);
        ConnectionTarget target = ConnectionTarget.builder(withToken)
                .headers(Map.of("Authorization", List.of(SECRET)))
                .build();
        assertThat(target.toString()).contains("opamp.example", "Authorization").doesNotContain(SECRET);
        TransportFailure failure = TransportFailure.of(Kind.LOST, "lost", new IllegalStateException(SECRET));
        assertThat(failure.toString())
                .contains("LOST", "lost", "IllegalStateException")
                .doesNotContain(SECRET);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full().headers(Map.of("X-Token", List.of(SECRET + "\n"))))
                .withMessageContaining("X-Token")
                .withMessageNotContaining(SECRET);
    }

    @Test
    void failuresAreEqualByAllThatTheyHold() {
        Throwable cause = new IllegalStateException();
        TransportFailure failure = TransportFailure.builder(Kind.HTTP_STATUS, "busy")
                .httpStatus(503)
                .retryAfter("7")
                .cause(cause)
                .build();
        assertThat(failure)
                .isEqualTo(TransportFailure.builder(Kind.HTTP_STATUS, "busy")
                        .httpStatus(503)
                        .retryAfter("7")
                        .cause(cause)
                        .build())
                .isNotEqualTo(TransportFailure.of(Kind.HTTP_STATUS, "busy", cause));
        assertThat(failure.retryAfter()).hasValue("7");
        assertThat(failure.cause()).containsSame(cause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://opamp.example", "https://user:pw@opamp.example", "opamp.example"})
    void refusesOtherEndpoints(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionTarget.builder(URI.create(endpoint)))
                .withMessageNotContaining("pw");
    }

    @Test
    void refusesBoundsThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionTimeouts.builder().call(Duration.ZERO))
                .withMessage("call timeout must be positive: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageLimits.builder().maxSentBytes(0))
                .withMessage("maxSentBytes must be positive: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> full().pingInterval(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransportFailure.builder(Kind.LOST, "lost").httpStatus(-1));
    }
}
