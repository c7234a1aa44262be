package io.amp4j.opamp;

import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** URLs and headers, which the configuration of others and offers of servers may bring. */
class EndpointFuzzTest {
    private static final byte[][] URLS = Input.bytes(
            "wss://server.example/v1/opamp?token=x",
            "http://127.0.0.1:4320/",
            "https://[::1]:4320",
            "ws://opamp_server.:80",
            "https://user:p%40ss@proxy.example:3128",
            "proxy.example:3128",
            "socks5://10.0.0.1");
    private static final byte[][] WORDS = Input.bytes(
            "http://", "wss://", "socks5://", "//", "@", ":", "[", "]", "::", "?", "#", "%41", "..", "_", "65536");

    @Test
    void survivesAnyEndpoint(TestInfo test) {
        Fuzzer.run(test, 30, new Damage(URLS, WORDS), bytes -> {
            URI url;
            try {
                url = new URI(Input.text(bytes));
            } catch (URISyntaxException e) {
                return false;
            }
            try {
                URI checked = Endpoints.checked(url);
                Fuzzer.must(Endpoints.checked(checked).equals(checked), "checked again it is another endpoint");
                return true;
            } catch (IllegalArgumentException e) {
                Fuzzer.checkMessage(e.getMessage());
                return false;
            }
        });
    }

    @Test
    void survivesAnyProxy(TestInfo test) {
        Fuzzer.run(test, 25, new Damage(URLS, WORDS), bytes -> {
            try {
                ProxySettings proxy = ProxySettings.of(Input.text(bytes));
                Fuzzer.must(!proxy.host().isEmpty() && proxy.port() >= 1 && proxy.port() <= 65_535, "no address");
                Fuzzer.checkMessage(proxy.toString());
                return true;
            } catch (OpampException e) {
                Fuzzer.checkMessage(e.getMessage());
                return false;
            }
        });
    }

    @Test
    void survivesAnyHeader(TestInfo test) {
        byte[][] seeds = Input.bytes("Authorization: Bearer abc", "x-key:\t1", "User-Agent: a/1 (b)");
        Fuzzer.run(test, 20, new Damage(seeds, Input.bytes(": ", "\r\nHost: other")), bytes -> {
            String[] header = Input.text(bytes).split(":", 2);
            try {
                Headers.multi(Map.of(header[0], header[header.length - 1])).forEach((name, values) -> {
                    String line = name + values.get(0);
                    Fuzzer.must(line.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~')), "cannot be sent");
                });
                return true;
            } catch (IllegalArgumentException e) {
                Fuzzer.checkMessage(e.getMessage());
                return false;
            }
        });
    }
}
