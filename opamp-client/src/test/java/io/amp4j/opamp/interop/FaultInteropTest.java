package io.amp4j.opamp.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Something before the reference server answers in its place, or bytes go past its WebSocket library. */
@Interop
class FaultInteropTest {

    static Stream<Arguments> faults() {
        return Stream.of(Endpoint.HTTP, Endpoint.HTTPS_GZIP, Endpoint.WEBSOCKET, Endpoint.SECURE_WEBSOCKET_DEFLATE)
                .flatMap(endpoint -> Arrays.stream(Fault.values()).map(fault -> arguments(fault, endpoint)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void comesBackAfterAnAnswerThatIsNone(Fault fault, Endpoint endpoint, ReferenceServer server) throws Exception {
        server.answerRequestsWith(2, fault.answer());
        try (InteropAgent agent = InteropAgent.start(InteropAgent.options(server, endpoint)
                .maxReceivedBytes(Fault.MAX_RECEIVED)
                // Only what stalls takes any time; the other faults are over long before, on a busy machine too.
                .timeout(fault == Fault.STALLS ? Duration.ofSeconds(3) : ReferenceServer.TIMEOUT))) {
            for (int i = 0; i < 2; i++) {
                ConnectionFailure failure = InteropAgent.next("the fault", agent.failures);
                assertThat(failure.kind()).as(failure.message()).isEqualTo(fault.kind(endpoint));
            }
            Seen report = server.awaitMessage();
            assertThat(report.has("agentDescription")).isTrue();
            assertThat(report.isGap()).isFalse();

            server.push(agent.uid(), Offers.remoteConfig("0a", Map.of("", "a: 1")));
            ConfigInteropTest.awaitStatus(server, "RemoteConfigStatuses_APPLIED", "0a");
            assertThat(agent.failures).isEmpty();
        }
        ConnectionInteropTest.assertNoNumberTwice(server);
    }

    @ParameterizedTest
    @CsvSource({"HTTP,307", "HTTPS_GZIP,308", "WEBSOCKET,302", "SECURE_WEBSOCKET,307"})
    void followsARedirectOfTheSameServer(Endpoint endpoint, int status, ReferenceServer server) {
        server.answerRequestsWith(1, Fault.redirect(status, "/v1/opamp?moved=1"));
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            assertThat(server.awaitMessage().has("agentDescription")).isTrue();
            assertThat(agent.failures).isEmpty();
        }
        StatusInteropTest.assertOrderly(server);
    }

    @ParameterizedTest
    @CsvSource({"HTTP,307", "HTTPS,308", "WEBSOCKET,302", "SECURE_WEBSOCKET,307"})
    void takesNothingToAnotherPort(Endpoint endpoint, int status, ReferenceServer server) throws Exception {
        URI elsewhere =
                server.url(endpoint.isSecure() ? Endpoint.SECURE_WEBSOCKET_DEFLATE : Endpoint.WEBSOCKET_DEFLATE);
        String location = endpoint.isWebSocket()
                ? elsewhere.toString()
                : "http" + elsewhere.toString().substring(2);
        server.answerRequestsWith(1, Fault.redirect(status, location));
        try (InteropAgent agent =
                InteropAgent.start(InteropAgent.options(server, endpoint).header("Authorization", "Bearer interop"))) {
            ConnectionFailure failure = InteropAgent.next("the redirect", agent.failures);
            assertThat(failure.kind()).isEqualTo(Kind.HTTP_STATUS);
            assertThat(failure.httpStatus()).isEqualTo(status);
            assertThat(failure.message()).contains("leads to another origin");
            server.awaitMessage();
        }
        assertThat(server.log())
                .filteredOn(seen -> !seen.endpoint().isEmpty())
                .allMatch(seen -> seen.endpoint().equals(endpoint.listener()));
    }

    /** A header that is not 0, no header at all, and no protobuf. */
    @ParameterizedTest
    @CsvSource({"WEBSOCKET,82020100", "WEBSOCKET,8200", "SECURE_WEBSOCKET,820400ffffff"})
    void goesOnAfterAMessageThatCannotBeDecoded(Endpoint endpoint, String hex, ReferenceServer server)
            throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            Seen before = server.awaitMessage();
            InteropAgent.next("the first answer", agent.messages);
            server.writeRaw(agent.uid(), hex);
            server.push(agent.uid(), Offers.remoteConfig("0a", Map.of("", "a: 1")));
            Seen after = ConfigInteropTest.awaitStatus(server, "RemoteConfigStatuses_APPLIED", "0a");
            assertThat(after.connection()).isEqualTo(before.connection());
            assertThat(agent.client().status().malformedMessages()).isEqualTo(1);
            assertThat(agent.losses).isEmpty();
        }
        StatusInteropTest.assertOrderly(server);
    }

    /** A text message, which OpAMP has none of, and what is none of RFC 6455: a reserved bit, an unknown opcode, a masked frame, a Ping of 126 bytes, a length beyond 2^63. */
    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET,8103616263",
        "WEBSOCKET,c20100",
        "SECURE_WEBSOCKET,830100",
        "WEBSOCKET,82810000000000",
        "WEBSOCKET,897e007e",
        "SECURE_WEBSOCKET,827fffffffffffffffff",
    })
    void leavesAServerThatBreaksTheProtocolAndComesBack(Endpoint endpoint, String hex, ReferenceServer server)
            throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            Seen before = server.awaitMessage();
            InteropAgent.next("the first answer", agent.messages);
            server.writeRaw(agent.uid(), hex);
            ConnectionFailure loss = InteropAgent.next("the broken frame", agent.losses);
            assertThat(loss.kind()).as(loss.message()).isEqualTo(Kind.PROTOCOL);
            Seen after = server.awaitMessage();
            assertThat(after.connection()).isNotEqualTo(before.connection());
            assertThat(after.isGap()).isFalse();
        }
        ConnectionInteropTest.assertNoNumberTwice(server);
    }

    /** Half a frame, and then nothing more. */
    @ParameterizedTest
    @EnumSource(
            names = {"WEBSOCKET", "SECURE_WEBSOCKET"},
            mode = Mode.INCLUDE)
    void comesBackAfterATruncatedFrame(Endpoint endpoint, ReferenceServer server) throws Exception {
        try (InteropAgent agent = InteropAgent.start(server, endpoint)) {
            Seen before = server.awaitMessage();
            InteropAgent.next("the first answer", agent.messages);
            server.writeRaw(agent.uid(), "827e0400" + "00".repeat(100));
            server.drop(agent.uid());
            assertThat(InteropAgent.next("the loss", agent.losses).kind()).isEqualTo(Kind.LOST);
            assertThat(server.awaitMessage().connection()).isNotEqualTo(before.connection());
            assertThat(agent.client().status().malformedMessages()).isZero();
        }
        ConnectionInteropTest.assertNoNumberTwice(server);
    }
}
