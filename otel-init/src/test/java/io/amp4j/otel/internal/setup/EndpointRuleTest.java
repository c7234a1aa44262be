package io.amp4j.otel.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointRuleTest {
    private final List<String> problems = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "https://amp.example.com, https://amp.example.com/v1/traces",
        "https://amp.example.com/, https://amp.example.com/v1/traces",
        "https://amp.example.com/otel///, https://amp.example.com/otel/v1/traces",
        "https://amp.example.com/otel/v1/traces, https://amp.example.com/otel/v1/traces",
        "https://amp.example.com/otel/v1/traces//, https://amp.example.com/otel/v1/traces",
        "https://amp.example.com/v1/traces/otel, https://amp.example.com/v1/traces/otel/v1/traces",
        "'  HTTP://localhost:19080/otel ', http://localhost:19080/otel/v1/traces",
        "http://otel_collector:4318, http://otel_collector:4318/v1/traces",
        "http://otel_collector/otel/, http://otel_collector/otel/v1/traces",
        "http://[::1]:4318, http://[::1]:4318/v1/traces",
        "https://amp.example.com/a%20b, https://amp.example.com/a%20b/v1/traces",
        "http://default-default.gateway.localhost:19080/otel,"
                + " http://default-default.gateway.localhost:19080/otel/v1/traces",
    })
    void joinsTheTracePathOnce(String given, URI expected) {
        assertThat(EndpointRule.resolve("AMP_OTEL_ENDPOINT", given, problems)).contains(expected);
        assertThat(problems).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("no scheme", "localhost:4318", List.of("must start with http:// or https://")),
                argumentSet("host only", "amp.example.com", List.of("must start with http:// or https://")),
                argumentSet("grpc", "grpc://amp.example.com", List.of("must start with http:// or https://")),
                argumentSet("no host", "https:///otel", List.of("no valid host name")),
                argumentSet("underscore and no port", "http://my_gateway:8080x", List.of("no valid host name")),
                argumentSet("user info before an underscore", "http://me:pw@my_gateway", List.of("user info")),
                argumentSet("port of an underscore", "http://my_gateway:99999", List.of("has the port 99999")),
                argumentSet("blank inside", "https://amp.example.com/a b", List.of("is not a URL (at character 26")),
                argumentSet(
                        "half a character",
                        "https://amp.example.com/a\ud83d",
                        List.of("is not a URL (at character 26")),
                argumentSet("user info", "https://me:pw@amp.example.com", List.of("user info")),
                argumentSet("query", "https://amp.example.com?k=pw", List.of("query")),
                argumentSet("fragment", "https://amp.example.com#pw", List.of("fragment")),
                argumentSet("port", "https://amp.example.com:70000", List.of("port 70000")),
                argumentSet(
                        "everything",
                        "ftp://me:pw@amp.example.com?k=pw#pw",
                        List.of("must start with", "user info", "query", "fragment")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void namesAllThatIsWrongAndNoSecret(String given, List<String> expected) {
        assertThat(EndpointRule.resolve("AMP_OTEL_ENDPOINT", given, problems)).isEmpty();
        assertThat(problems).hasSameSizeAs(expected).allMatch(problem -> problem.startsWith("AMP_OTEL_ENDPOINT "));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(problems.get(i)).contains(expected.get(i));
        }
        assertThat(String.join(" ", problems)).doesNotContain("pw");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:1/v1/traces, false",
        "http://a.localhost/v1/traces, false",
        "http://127.8.9.1/v1/traces, false",
        "http://[::1]/v1/traces, false",
        "https://amp.example.com/v1/traces, false",
        "http://amp.example.com/v1/traces, true",
        "http://localhost.example.com/v1/traces, true",
        "http://127.example.com/v1/traces, true",
    })
    void knowsWhenTheKeyCrossesANetworkInTheClear(URI endpoint, boolean exposed) {
        assertThat(EndpointRule.exposesKey(endpoint)).isEqualTo(exposed);
    }

    @Test
    void showsWhatWasFoundWithoutTheSecretsInIt() {
        EndpointRule.resolve("AMP_OTEL_ENDPOINT", "https://user:pw@my gateway/otel?token=pw", problems);
        assertThat(problems).first().asString().contains("found \"https://***@my gateway/otel\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:Pw^9#12345@host/otel",
                "https://me:Pw^9?12345@host/otel",
                "https://me:Pw 9/12345@host/otel",
                "https://me:Pw^9/x?12345#@host/otel",
                "https://host/ ?mail=me@Pw^9#12345",
                "https://me:12345^#Pw9@host/otel",
                "https://me:123459#Pw9@host/otel",
                "grpc://me:Pw9#12345@host/otel",
            })
    void showsNoPartOfAPasswordThatIsNotEscaped(String given) {
        assertThat(EndpointRule.resolve("AMP_OTEL_ENDPOINT", given, problems)).isEmpty();
        assertThat(problems).isNotEmpty().noneMatch(problem -> problem.contains("Pw") || problem.contains("12345"));
    }

    @Test
    void describesWhatIsNoUrlBecauseItMayBeTheKey() {
        EndpointRule.resolve("AMP_OTEL_ENDPOINT", "sk-live-9f8e7d6c5b4a", problems);
        assertThat(problems)
                .containsExactly(
                        "AMP_OTEL_ENDPOINT must start with http:// or https://, found a text of 20 characters without"
                                + " http:// or https://, which may be the key; are endpoint and key swapped?; write for"
                                + " example https://gateway.example.com/otel");
    }
}
