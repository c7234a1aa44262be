package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which offered settings are refused, and with what words. */
class OfferPolicyTest {

    private static final TestCertificateAuthority CA = TestCertificateAuthority.create("test");
    private static final TestCertificate CLIENT = CA.client("agent");
    private static final ConnectionTarget PROGRAM = ConnectionTarget.of(URI.create("https://server.example/v1/opamp"));
    private static final OfferPolicy STRICT = new OfferPolicy(PROGRAM, true, false, false);
    private static final OfferPolicy LENIENT = new OfferPolicy(PROGRAM, true, true, true);
    private static final OfferPolicy FORGETFUL = new OfferPolicy(PROGRAM, false, false, false);

    private static ConnectionSettings settings(UnaryOperator<ConnectionSettings.Builder> change) {
        return change.apply(ConnectionSettings.builder()).build();
    }

    private static SettingsQuestion opamp(ConnectionSettings offered) {
        return new SettingsQuestion(ConnectionSettings.NONE, offered, offered, Map.of(), Map.of());
    }

    private static List<String> problems(OfferPolicy policy, ConnectionSettings offered) {
        return policy.problems(opamp(offered), Instant.now());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("no OpAMP URL", b -> b.endpoint("ftp://server.example/"), "http, https, ws or wss"),
                refused("a file", b -> b.endpoint("file:///etc/passwd"), "http, https, ws or wss"),
                refused("no URL", b -> b.endpoint("https://server example/"), "no URL"),
                refused("credentials", b -> b.endpoint("https://u:p@server.example/"), "must not hold credentials"),
                refused("http", b -> b.endpoint("http://server.example/"), "is http, and the agent came over TLS"),
                refused("ws", b -> b.endpoint("ws://server.example/"), "is ws, and the agent came over TLS"),
                refused("no verification", b -> b.insecureSkipVerify(true), "insecure_skip_verify is not allowed"),
                refused("a broken CA", b -> b.trustedCertificates("/etc/passwd", false), "holds no certificate"),
                refused("TLS 0.9", b -> b.tlsVersions("0.9", ""), "lowest TLS version"),
                refused("TLS 1.1", b -> b.tlsVersions("TLSv1.1", ""), "below 1.2 is not allowed"),
                refused("TLS 2", b -> b.tlsVersions("", "2"), "highest TLS version"),
                refused("versions", b -> b.tlsVersions("1.3", "1.2"), "is above the highest"),
                refused("suites", b -> b.cipherSuites(List.of("NONSENSE")), "no enabled cipher suite"),
                refused("no proxy", b -> b.proxy("", Map.of()), "its URL is empty"),
                refused("a proxy's header", b -> b.proxy("p:1", Map.of("a b", List.of("c"))), "connect header"),
                refused("a header", b -> b.headers(Map.of("a b", List.of("c"))), "the name of a header"),
                refused("a value", b -> b.headers(Map.of("a", List.of("b\nc"))), "printable ASCII"),
                refused(
                        "another's key",
                        b -> b.clientCertificate(
                                CLIENT.certificatePem(), CA.client("other").privateKeyPem()),
                        "does not belong to the first certificate"),
                refused("no key", b -> b.clientCertificate(CLIENT.certificatePem(), ""), "came without a key"),
                refused(
                        "no certificate",
                        b -> b.clientCertificate("", CLIENT.privateKeyPem()),
                        "holds no certificate"));
    }

    private static Arguments refused(String name, UnaryOperator<ConnectionSettings.Builder> offered, String with) {
        return argumentSet(name, settings(offered), with);
    }

    @ParameterizedTest
    @MethodSource("refused")
    @Requirement({"R-269", "R-297", "R-298", "R-299", "R-300", "R-302", "R-304", "R-398", "R-405"})
    void saysWhatIsRefused(ConnectionSettings offered, String with) {
        assertThat(problems(STRICT, offered))
                .singleElement()
                .asString()
                .startsWith("opamp: ")
                .contains(with);
    }

    @Test
    void saysAllThatIsWrongAtOnceAndNoSecret() {
        ConnectionSettings offered = settings(b -> b.endpoint("http://server.example/secret")
                .insecureSkipVerify(true)
                .headers(Map.of("a b", List.of("secret")))
                .proxy("secret://", Map.of())
                .clientCertificate("secret", "secret"));
        assertThat(problems(STRICT, offered))
                .hasSize(5)
                .noneMatch(problem -> problem.contains("secret:") || problem.contains("/secret"));
    }

    @Test
    @Requirement({"R-297", "R-405"})
    void takesWhatIsAllowedHere() {
        assertThat(problems(
                        LENIENT,
                        settings(b -> b.endpoint("http://server.example/")
                                .insecureSkipVerify(true)
                                .tlsVersions("1.0", ""))))
                .isEmpty();
        OfferPolicy plain =
                new OfferPolicy(ConnectionTarget.of(URI.create("ws://server.example/")), true, false, false);
        assertThat(problems(plain, settings(b -> b.endpoint("http://server.example/"))))
                .as("it never came over TLS")
                .isEmpty();
    }

    @Test
    @Requirement("R-268")
    void takesACertificateOnlyIfItSurvivesARestart() {
        ConnectionSettings offered =
                settings(b -> b.clientCertificate(CLIENT.certificatePem(), CLIENT.privateKeyPem()));
        assertThat(problems(STRICT, offered)).isEmpty();
        assertThat(problems(FORGETFUL, offered))
                .singleElement()
                .asString()
                .contains("no place where a certificate survives");
        assertThat(StateStore.inMemory().isDurable()).isFalse();
        assertThat(StateStore.file(Path.of("x")).isDurable()).isTrue();
    }

    @Test
    void refusesACertificateThatIsNotValidNow() {
        SettingsQuestion question =
                opamp(settings(b -> b.clientCertificate(CLIENT.certificatePem(), CLIENT.privateKeyPem())));
        Instant end = CLIENT.certificate().getNotAfter().toInstant();
        Instant begin = CLIENT.certificate().getNotBefore().toInstant();
        assertThat(STRICT.problems(question, end)).isEmpty();
        assertThat(STRICT.problems(question, end.plus(1, ChronoUnit.SECONDS)))
                .singleElement()
                .asString()
                .contains("has expired on " + end);
        assertThat(STRICT.problems(question, begin.minus(1, ChronoUnit.SECONDS)))
                .singleElement()
                .asString()
                .contains("is not valid before " + begin);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://collector.example/v1/logs", "collector:4318", "", "ftp://collector.example/"})
    @Requirement({"R-249", "R-250"})
    void refusesDestinationsOfTelemetryThatAreNone(String endpoint) {
        SettingsQuestion question = new SettingsQuestion(
                ConnectionSettings.NONE,
                null,
                ConnectionSettings.NONE,
                Map.of(Signal.LOGS, settings(b -> b.endpoint(endpoint))),
                Map.of());
        assertThat(STRICT.problems(question, Instant.now()))
                .singleElement()
                .asString()
                .startsWith("own_logs: the endpoint is");
    }

    @Test
    @Requirement("R-291")
    void takesAnyEndpointOfAnotherConnection() {
        SettingsQuestion question = new SettingsQuestion(
                ConnectionSettings.NONE,
                null,
                ConnectionSettings.NONE,
                Map.of(Signal.TRACES, settings(b -> b.endpoint("http://127.0.0.1:4318/v1/traces"))),
                Map.of("kafka", settings(b -> b.endpoint("kafka:9092"))));
        assertThat(STRICT.problems(question, Instant.now())).isEmpty();
    }

    @Test
    @Requirement({"R-274", "R-275", "R-303", "R-305", "R-309"})
    void keepsWhatTheProgramSaysWhereNothingIsOffered() {
        TlsSettings tls = TlsSettings.builder()
                .trustedCertificates(CA.pem())
                .clientCertificate(CLIENT.certificatePem(), CLIENT.privateKeyPem())
                .build();
        ConnectionTarget program = PROGRAM.toBuilder()
                .tls(tls)
                .proxy(ProxySettings.of("proxy.example:1"))
                .headers(Map.of("X-A", List.of("1"), "X-B", List.of("2")))
                .build();
        OfferPolicy policy = new OfferPolicy(program, true, false, false);

        ConnectionTarget moved = policy.target(settings(b -> b.endpoint("wss://other.example/")
                .headers(Map.of("x-a", List.of("3", "4")))
                .withoutClientCertificate()));
        assertThat(moved.isWebSocket()).isTrue();
        assertThat(moved.endpoint()).isEqualTo(URI.create("wss://other.example/v1/opamp"));
        assertThat(moved.headers()).isEqualTo(Map.of("X-B", List.of("2"), "x-a", List.of("3", "4")));
        assertThat(moved.proxy()).isEqualTo(program.proxy());
        assertThat(moved.tls())
                .isEqualTo(TlsSettings.builder().trustedCertificates(CA.pem()).build());
        ConnectionTarget through =
                policy.target(settings(b -> b.proxy("socks5://p.example", Map.of("X-P", List.of("5")))));
        assertThat(through.tls()).isEqualTo(tls);
        assertThat(through.proxy().kind()).isEqualTo(ProxySettings.Kind.SOCKS5);
        assertThat(through.proxy().connectHeaders()).isEqualTo(Map.of("X-P", List.of("5")));
        assertThat(through.headers()).isEqualTo(program.headers());
    }

    @Test
    void keepsTheTrustOfTheProgramsContextForAnOfferedCertificate() {
        TlsSettings own = TlsSettings.builder()
                .sslContext(TlsSettings.DEFAULT.sslContext(), TlsSettings.DEFAULT.trustManager())
                .build();
        TlsSettings with = settings(b -> b.clientCertificate(CLIENT.certificatePem(), CLIENT.privateKeyPem()))
                .tlsSettings(own);
        assertThat(with.trustManager()).isSameAs(own.trustManager());
        assertThat(with.hasClientCertificate()).isTrue();
        assertThat(with.sslContext()).isNotSameAs(own.sslContext());
        assertThat(settings(b -> b.trustedCertificates(CA.pem(), false)).tlsSettings(own))
                .isEqualTo(TlsSettings.builder().trustedCertificates(CA.pem()).build());
    }

    @Test
    void makesEachTargetOnce() {
        ConnectionSettings one = settings(b -> b.endpoint("wss://one.example/"));
        assertThat(STRICT.target(one)).isSameAs(STRICT.target(one.toBuilder().build()));
    }
}
