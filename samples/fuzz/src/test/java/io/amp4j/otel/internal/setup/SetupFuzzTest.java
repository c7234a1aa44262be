package io.amp4j.otel.internal.setup;

import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import io.amp4j.fuzz.ProtobufDamage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Endpoints, proxies and headers of the environment, and what servers answer to spans. */
class SetupFuzzTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[][] URLS = Input.bytes(
            "https://gateway.example.com/otel",
            "http://otel_gateway:4318/v1/traces/",
            "http://[::1]:4318",
            "HTTPS://gateway.example.com:443/gr%C3%BC%C3%9Fe/\u00fc",
            "http://user:p%40ss@proxy.example:3128",
            "socks5://10.0.0.1:1080");
    private static final byte[][] WORDS = Input.bytes(
            "http://", "https://", "socks5://", "//", "@", ":", "[", "]", "::", "?", "#", "%41", "..", "_", "65536");

    @Test
    void survivesAnyEndpoint(TestInfo test) {
        Fuzzer.run(test, 30, new Damage(URLS, WORDS), bytes -> {
            List<String> problems = new ArrayList<>();
            Optional<URI> endpoint = EndpointRule.resolve("AMP_OTEL_ENDPOINT", Input.text(bytes), problems);
            Fuzzer.must(endpoint.isPresent() == problems.isEmpty(), "neither an endpoint nor a problem, or both");
            problems.forEach(Fuzzer::checkMessage);
            if (endpoint.isEmpty()) {
                return false;
            }
            // As the exporter writes it into its requests.
            URI sent = URI.create(endpoint.get().toASCIIString());
            Fuzzer.must(sent.toString().chars().allMatch(c -> c > ' ' && c <= '~'), "cannot be sent");
            List<String> again = new ArrayList<>();
            Fuzzer.must(
                    EndpointRule.resolve("", sent.toString(), again).equals(Optional.of(sent)),
                    "read again it is another endpoint: " + again);
            return true;
        });
    }

    @Test
    void survivesAnyProxyVariable(TestInfo test) {
        URI endpoint = URI.create("http://gateway.example.com:4318/v1/traces");
        byte[][] exceptions = Input.bytes("localhost,.example.com:4318", "10.0.0.0/8,[::1]", "*");
        Damage none = new Damage(exceptions, Input.bytes(",", "/32", "*.", "[", "]", ":"));
        Damage proxy = new Damage(URLS, WORDS);
        Input input = random -> ProtobufDamage.join(
                proxy.next(random), Input.bytes("\u0000")[0], random.nextInt(2) == 0 ? new byte[0] : none.next(random));
        Fuzzer.run(test, 20, input, bytes -> {
            String[] values = Input.text(bytes).split("\0", 2);
            ProxyRule.Variable variable = ProxyRule.of(new Settings(
                            Map.of("HTTP_PROXY", values[0], "NO_PROXY", values[values.length - 1])::get, name -> null))
                    .to(endpoint);
            variable.problem().ifPresent(Fuzzer::checkMessage);
            variable.proxy().ifPresent(found -> {
                Fuzzer.checkMessage(found.toString());
                Fuzzer.must(found.port() >= 1 && found.port() <= 65_535, "no port");
                String authorization = found.authorization();
                Fuzzer.must(
                        authorization == null || authorization.chars().allMatch(c -> c >= ' ' && c <= '~'),
                        "cannot be sent");
            });
            return variable.proxy().isPresent();
        });
    }

    @Test
    void survivesAnyKey(TestInfo test) {
        byte[][] seeds = Input.bytes("amp-0123456789abcdef", "x-amp-api-key", "TE", "'quoted'");
        Fuzzer.run(test, 15, new Damage(seeds), bytes -> {
            String key = Input.text(bytes);
            HeaderRule.keyProblem("AMP_AGENT_API_KEY", key).ifPresent(Fuzzer::checkMessage);
            boolean usable = HeaderRule.keyProblem("AMP_AGENT_API_KEY", key).isEmpty();
            Fuzzer.must(!usable || HeaderRule.problem("x-amp-api-key", key).isEmpty(), "a key that cannot be sent");
            boolean name = HeaderRule.problem(key, "x").isEmpty();
            Fuzzer.must(!name || key.chars().allMatch(c -> c > ' ' && c <= '~' && c != ':'), "a name that splits");
            return usable;
        });
    }

    @Test
    void survivesAnyRetryAfter(TestInfo test) {
        byte[][] seeds = Input.bytes("120", "Thu, 1 Jan 2026 00:00:30 GMT", "Sun, 06 Nov 2044 08:49:37 +0100");
        Fuzzer.run(test, 6, new Damage(seeds, Input.bytes("GMT", "30 Feb", "24:00:60", "9999", "+", "-")), bytes -> {
            Optional<Duration> wait = RetryRule.retryAfter(Input.text(bytes), NOW);
            Fuzzer.must(wait.stream().allMatch(it -> !it.isNegative() && it.toHours() <= 1), "out of bounds: " + wait);
            return wait.isPresent();
        });
    }

    @Test
    void survivesAnyPartialSuccess(TestInfo test) {
        byte[] text = ProtobufDamage.field(2, "quota".getBytes(StandardCharsets.UTF_8));
        ProtobufDamage input = new ProtobufDamage(
                new byte[0],
                ProtobufDamage.field(1, ProtobufDamage.field(1, 12), text),
                ProtobufDamage.join(
                        text, ProtobufDamage.field(3, 7), ProtobufDamage.field(1, ProtobufDamage.field(1, 3))));
        Fuzzer.run(test, 40, input, bytes -> {
            long rejected = PartialSuccess.rejected(bytes);
            Fuzzer.must(rejected >= 0, "fewer than none");
            return rejected > 0;
        });
    }
}
