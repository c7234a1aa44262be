package io.amp4j.otel.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyRuleTest {
    private final Map<String, String> variables = new HashMap<>();

    private Optional<String> to(String endpoint) {
        return ProxyRule.of(new Settings(variables::get, name -> null))
                .to(URI.create(endpoint))
                .proxy()
                .map(ProxyRule.Proxy::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                     | true
            amp.test              | true
            .amp.test             | true
            *.amp.test            | true
            test                  | true
            AMP.Test:8443         | true
            amp.test.             | true
            amp.test:443          | false
            mp.test               | false
            other.test, amp.test  | true
            other.test amp.test   | true
            10.0.0.0/8            | false
            gw.amp.test.example   | false
            [                     | false
            [.:8443               | false
            ]                     | false
            """)
    void readsNoProxyAsCurlAndGoDo(String list, boolean excepted) {
        variables.put("HTTPS_PROXY", "http://proxy:3128");
        variables.put("NO_PROXY", list);
        assertThat(to("https://gw.amp.test:8443/v1/traces").isEmpty()).isEqualTo(excepted);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.200.3.4, true", "10.0.0.0/8, 11.0.0.1, false", "192.168.1.128/25, 192.168.1.200, true",
        "192.168.1.128/25, 192.168.1.100, false", "0.0.0.0/0, 8.8.8.8, true", "10.1.2.3, 10.1.2.3, true",
        "10.0.0.0/33, 10.0.0.1, false"
    })
    void knowsRangesOfAddresses(String entry, String host, boolean excepted) {
        variables.put("http_proxy", "proxy:3128");
        variables.put("no_proxy", entry);
        assertThat(to("http://" + host + "/").isEmpty()).isEqualTo(excepted);
    }

    @Test
    void prefersSmallLettersAndKeepsSchemesApart() {
        variables.put("HTTPS_PROXY", "http://capital:1");
        variables.put("https_proxy", "http://small:2");
        assertThat(to("https://amp.test")).contains("small:2");
        assertThat(to("http://amp.test")).isEmpty();
    }

    @Test
    void doesNotBelieveHttpProxyInCapitalsInACgiProgram() {
        variables.put("HTTP_PROXY", "http://capital:1");
        assertThat(to("http://amp.test")).contains("capital:1");
        variables.put("REQUEST_METHOD", "GET");
        assertThat(to("http://amp.test")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "proxy, proxy:80",
        "https://proxy, proxy:443",
        "socks5://proxy, proxy:1080",
        "HTTP://proxy:8080/, proxy:8080",
        "http://u:p@proxy:8080, proxy:8080",
        "http://u:p@ss@my_proxy, my_proxy:80",
        "http://[::1]:3128, [::1]:3128"
    })
    void readsTheAddressOfAProxy(String value, String proxy) {
        variables.put("https_proxy", value);
        assertThat(to("https://amp.test")).contains(proxy);
    }

    @Test
    void takesNoHostThatIsLongerThanAName() {
        variables.put("https_proxy", "a.".repeat(126) + "a");
        assertThat(to("https://amp.test")).isPresent();
        variables.put("https_proxy", "a.".repeat(127));
        assertThat(to("https://amp.test")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ftp://secret@proxy", "http://", "proxy:0", "proxy:99999", "socks5://u:secret@proxy", "http://se cret"})
    void saysWhatIsWrongAndRepeatsNothing(String value) {
        variables.put("https_proxy", value);
        ProxyRule.Variable answer =
                ProxyRule.of(new Settings(variables::get, name -> null)).to(URI.create("https://amp.test"));
        assertThat(answer.proxy()).isEmpty();
        assertThat(answer.problem())
                .hasValueSatisfying(problem ->
                        assertThat(problem).startsWith("https_proxy ").doesNotContain("secret", "se cret", "99999"));
    }

    @ParameterizedTest
    @CsvSource({"localhost", "a.localhost", "127.0.0.1", "[::1]"})
    void neverSendsToThisMachineThroughAProxy(String host) {
        variables.put("http_proxy", "proxy");
        assertThat(to("http://" + host + ":4318/")).isEmpty();
    }
}
