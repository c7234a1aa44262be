package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.PasswordAuthentication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8443, HTTP, 127.0.0.1, 8443",
        "proxy.example, HTTP, proxy.example, 80",
        "http://proxy:3128, HTTP, proxy, 3128",
        "HTTPS://proxy, HTTPS, proxy, 443",
        "https://example.com:8443/, HTTPS, example.com, 8443",
        "socks5://proxy, SOCKS5, proxy, 1080",
        "socks5h://[::1]:9, SOCKS5, [::1], 9"
    })
    void readsEveryFormOfAUrl(String url, ProxySettings.Kind kind, String host, int port) {
        ProxySettings proxy = ProxySettings.of(url);
        assertThat(proxy.kind()).isEqualTo(kind);
        assertThat(proxy.host()).isEqualTo(host);
        assertThat(proxy.port()).isEqualTo(port);
        assertThat(proxy.credentials()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "ftp://proxy", "http://", "http://a b:1", "proxy:70000", "proxy:0", "http://:3128"})
    void refusesWhatNamesNoProxy(String url) {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> ProxySettings.of(url))
                .withMessageStartingWith("the proxy cannot be used: ");
    }

    /** As long as no name in DNS is; it would stand in every message about the proxy. */
    @Test
    void refusesAHostThatIsLongerThanAName() {
        String host = "a.".repeat(127);
        assertThat(ProxySettings.of("http://" + host.substring(0, 253)).host()).hasSize(253);
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> ProxySettings.of("http://" + host + "a"))
                .withMessageContaining("names no host")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void takesCredentialsFromTheUrlOrTheBuilder() {
        PasswordAuthentication inUrl =
                ProxySettings.of("http://me:p%40ss+w@proxy:1").credentials().orElseThrow();
        assertThat(inUrl.getUserName()).isEqualTo("me");
        assertThat(inUrl.getPassword()).isEqualTo("p@ss+w".toCharArray());
        PasswordAuthentication set = ProxySettings.builder("http://me:x@proxy:1")
                .credentials("you", "s3cr3t")
                .build()
                .credentials()
                .orElseThrow();
        assertThat(set.getUserName()).isEqualTo("you");
    }

    @Test
    void tellsAllProblemsTogetherAndNoSecret() {
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> ProxySettings.builder("ftp://me:s3cr3t@proxy")
                        .connectHeader("bad name", "x")
                        .connectHeader("X-Key", "k3y\n")
                        .build())
                .withMessageContaining("a text of 8 characters")
                .withMessageContaining("X-Key")
                .withMessageContaining("ftp")
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("s3cr3t").doesNotContain("k3y"));
        assertThatExceptionOfType(OpampException.class)
                .isThrownBy(() -> ProxySettings.of("http://me:s3cr3t@ho st"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cr3t"));
    }

    @Test
    void hidesSecretsInItsText() {
        ProxySettings proxy = ProxySettings.builder("http://me:s3cr3t@proxy:1")
                .connectHeader("X-Key", "k3y")
                .build();
        assertThat(proxy.toString())
                .contains("proxy:1")
                .contains("X-Key")
                .doesNotContain("s3cr3t")
                .doesNotContain("k3y");
    }

    @Test
    void isEqualWhenAllIsEqual() {
        assertThat(ProxySettings.of("proxy:1"))
                .isEqualTo(ProxySettings.of("http://proxy:1"))
                .hasSameHashCodeAs(ProxySettings.of("http://proxy:1"));
        assertThat(ProxySettings.of("http://a:b@proxy:1")).isEqualTo(ProxySettings.of("http://a:b@proxy:1"));
        assertThat(ProxySettings.of("http://a:b@proxy:1")).isNotEqualTo(ProxySettings.of("http://a:c@proxy:1"));
        assertThat(ProxySettings.SYSTEM).isNotEqualTo(ProxySettings.DIRECT);
    }
}
