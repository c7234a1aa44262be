package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A secret given where something else belongs, such as a key in place of the endpoint, is described and not quoted. */
class SwappedSecretTest {
    private static final String KEY = "sk-live-9f8e7d6c5b4a";
    private static final String BEARER = "Bearer " + KEY;
    private static final String PEM = "-----BEGIN PRIVATE KEY-----\n" + KEY + "\n-----END PRIVATE KEY-----\n";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("key for endpoint", () -> OpampClient.builder(URI.create(KEY))),
                mistake("key with a colon for endpoint", () -> OpampClient.builder(URI.create(KEY + ":x"))),
                mistake("key as user info", () -> OpampClient.builder(URI.create("https://" + KEY + "@host"))),
                mistake("header for host", () -> OpampClient.endpointOn(BEARER)),
                mistake("header's value for its name", () -> builder().header(BEARER, "Authorization")),
                mistake("the same in a map", () -> builder().headers(Map.of(BEARER, "Authorization"))),
                mistake("line break in a value", () -> builder().header("Authorization", BEARER + "\n")),
                mistake("key for uid", () -> InstanceUid.parse(KEY)),
                mistake("key for proxy", () -> ProxySettings.of(BEARER)),
                mistake("key for the proxy's scheme", () -> ProxySettings.of(KEY + "://proxy")),
                mistake("password without a host", () -> ProxySettings.of("http://user:" + KEY + "@")),
                mistake(
                        "proxy header's value for its name",
                        () -> ProxySettings.builder("proxy")
                                .connectHeader(BEARER, "Proxy-Authorization")
                                .build()),
                mistake(
                        "PEM text for CA file",
                        () -> TlsSettings.builder()
                                .trustedCertificatesFile(Path.of(PEM))
                                .build()),
                mistake(
                        "PEM text for client files",
                        () -> TlsSettings.builder()
                                .clientCertificateFiles(Path.of(PEM), Path.of(PEM))
                                .build()),
                mistake(
                        "key for TLS version",
                        () -> TlsSettings.builder().minVersion(KEY).build()));
    }

    private static Arguments mistake(String name, ThrowingCallable call) {
        return argumentSet(name, call);
    }

    private static OpampClientBuilder builder() {
        return OpampClient.builder(URI.create("https://localhost/v1/opamp"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNotQuoted(ThrowingCallable call) {
        Throwable refusal = catchThrowable(call);
        assertThat(refusal).isNotNull();
        for (Throwable at = refusal; at != null; at = at.getCause()) {
            assertThat(at.toString()).doesNotContain(KEY);
        }
    }

    @Test
    void saysWhatItFoundAndWhatMayBeWrong() {
        assertThat(catchThrowable(() -> OpampClient.builder(URI.create(KEY))))
                .hasMessage(
                        "an endpoint is an http, https, ws or wss URL; this is a text of 20 characters without a scheme;"
                                + " are endpoint and key swapped?");
    }

    @Test
    void staysOutOfTheTextOfAFailureOfAHeaderSupplier() {
        ConnectionFailure failure = ConnectionFailure.of(
                ConnectionFailure.Kind.HEADERS,
                "the header supplier failed: java.lang.IllegalStateException",
                new IllegalStateException("no token for " + KEY));

        assertThat(List.of(failure, Optional.of(failure)).toString())
                .contains("error=java.lang.IllegalStateException")
                .doesNotContain(KEY);
    }

    @Test
    void stillNamesTheFileThatIsMissing() {
        assertThat(catchThrowable(() -> TlsSettings.builder()
                        .trustedCertificatesFile(Path.of("certs/ca.pem"))
                        .build()))
                .hasMessageContaining("the file certs/ca.pem cannot be read: NoSuchFileException");
    }
}
