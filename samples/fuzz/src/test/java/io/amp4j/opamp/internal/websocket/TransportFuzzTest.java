package io.amp4j.opamp.internal.websocket;

import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import io.amp4j.fuzz.PemDamage;
import io.amp4j.fuzz.ProtobufDamage;
import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.internal.http.Redirects;
import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.internal.proxy.ProxyHandshake;
import io.amp4j.opamp.internal.tls.Pem;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What servers and proxies answer before and below OpAMP. */
class TransportFuzzTest {
    private static final int LIMIT = 8192;
    private static final byte[][] HEADS = Input.bytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Accept: "
                    + "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: permessage-deflate; "
                    + "server_max_window_bits=15\r\n\r\n",
            "HTTP/1.0 200 Connection established\n\n",
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: wss://server.example:8443/v2\r\nRetry-After: 3\r\n\r\n",
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n");
    private static final byte[][] HEAD_WORDS = Input.bytes(
            "\r\n\r\n",
            "HTTP/1.1 ",
            "200",
            "100",
            "Connection: ",
            "Upgrade",
            "permessage-deflate",
            "; ",
            "Transfer-Encoding: chunked\r\n");

    // ---- frames

    private static byte[] frame(int first, byte[] payload) {
        byte[] head = payload.length < 126
                ? new byte[] {(byte) first, (byte) payload.length}
                : new byte[] {(byte) first, 126, (byte) (payload.length >> 8), (byte) payload.length};
        return ProtobufDamage.join(head, payload);
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 64];
        int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, size - 4);
    }

    private static byte[][] frames() {
        byte[] message = ProtobufDamage.join(new byte[1], ProtobufDamage.field(1, new byte[16]));
        byte[] ping = frame(0x89, new byte[] {1, 2, 3});
        return new byte[][] {
            ProtobufDamage.join(frame(0x82, message), ping, frame(0x82, message)),
            ProtobufDamage.join(frame(0x02, message), ping, frame(0x00, new byte[200]), frame(0x80, message)),
            ProtobufDamage.join(frame(0xc2, deflated(message)), frame(0xc2, deflated(new byte[1000]))),
            ProtobufDamage.join(frame(0xc2, deflated(new byte[100_000])), frame(0x8a, new byte[0])),
            ProtobufDamage.join(frame(0x42, deflated(message)), frame(0x80, new byte[0])),
            frame(0x81, "grüße".getBytes(StandardCharsets.UTF_8)),
            frame(0x88, new byte[] {3, (byte) 0xe8, 'b', 'y', 'e'})
        };
    }

    @Test
    void survivesAnyFrames(TestInfo test) {
        Fuzzer.run(test, 117, new Damage(frames()), bytes -> {
            int mode = bytes.length % 3;
            DeflateTerms terms = mode == 0 ? null : new DeflateTerms(mode == 1);
            Heard heard = new Heard();
            try (FrameReader reader = new FrameReader(new Buffer().write(bytes), LIMIT, terms, heard)) {
                int frames = 0;
                while (reader.readFrame()) {
                    frames++;
                }
                Fuzzer.must(frames <= bytes.length / 2, "more frames than there can be");
            } catch (WebSocketException e) {
                Fuzzer.checkMessage(e.getMessage());
            } catch (EOFException e) {
                // The end of the case.
            }
            return heard.anything;
        });
    }

    private static final class Heard implements FrameReader.Handler {
        private boolean anything;

        @Override
        public void onBinary(byte[] bytes, int size) {
            Fuzzer.must(size <= LIMIT && size <= bytes.length, "a message above the limit");
            String problem = OpampFraming.problem(bytes, size);
            if (problem == null) {
                Fuzzer.must(OpampFraming.headerLength(bytes) <= size, "a header longer than its message");
                anything = true;
            } else {
                Fuzzer.checkMessage(problem);
            }
        }

        @Override
        public void onPing(byte[] payload) {
            Fuzzer.must(payload.length <= 125, "a ping above the limit");
        }

        @Override
        public void onClose(int code, String reason) {
            Fuzzer.must(reason.length() <= 123, "a reason above the limit");
        }
    }

    // ---- heads of answers

    @Test
    void survivesAnyHeadOfAnAnswer(TestInfo test) {
        HttpUrl from = HttpUrl.get("http://server.example:8080/v1/opamp");
        Fuzzer.run(test, 40, new Damage(HEADS, HEAD_WORDS), bytes -> {
            try {
                AnswerHead head = AnswerHead.parse(new String(bytes, StandardCharsets.ISO_8859_1));
                Redirects.Decision decision =
                        Redirects.decide(from, head.status(), head.value("Location"), bytes.length % 2 == 0, 0);
                Fuzzer.must(decision.to() == null || decision.to().host().equals(from.host()), "led to another server");
                if (decision.to() == null) {
                    Fuzzer.checkMessage(decision.refusal());
                }
                head.lists("Connection", "upgrade");
                DeflateTerms unused = DeflateTerms.agreed(head.values("Sec-WebSocket-Extensions"), true);
                return true;
            } catch (ProtocolException e) {
                Fuzzer.checkMessage(e.getMessage());
                return false;
            } catch (WebSocketException e) {
                Fuzzer.checkMessage(e.getMessage());
                return false;
            }
        });
    }

    @Test
    void survivesAnyAnswerOfAnHttpProxy(TestInfo test) {
        ProxySettings proxy = ProxySettings.of("http://user:word@proxy.example:3128");
        Fuzzer.run(test, 15, new Damage(HEADS, HEAD_WORDS), bytes -> isTunnel(proxy, "server.example", bytes));
    }

    @Test
    void survivesAnyAnswerOfASocksProxy(TestInfo test) {
        byte[][] seeds = {
            {5, 0, 5, 0, 0, 1, 127, 0, 0, 1, 1, 1},
            {5, 2, 1, 0, 5, 0, 0, 3, 4, 'n', 'a', 'm', 'e', 1, 1},
            {5, 2, 1, 0, 5, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1},
            {5, (byte) 255}
        };
        ProxySettings proxy = ProxySettings.of("socks5://user:word@proxy.example");
        Fuzzer.run(test, 20, new Damage(seeds), bytes -> isTunnel(proxy, "10.0.0.1", bytes));
    }

    /** Behind each answer stands what is the server's, of which nothing may be taken. */
    private static boolean isTunnel(ProxySettings proxy, String host, byte[] bytes) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            ProxyHandshake.perform(proxy, host, 443, in, OutputStream.nullOutputStream());
            return true;
        } catch (ProxyException e) {
            Fuzzer.checkMessage(e.getMessage());
            return false;
        }
    }

    // ---- PEM

    @Test
    void survivesAnyCertificates(TestInfo test) throws IOException {
        byte[][] seeds = {
            PemDamage.seed("certificate"),
            PemDamage.seed("certificate-rsa"),
            ProtobufDamage.join(PemDamage.seed("certificate"), PemDamage.seed("ec"), PemDamage.seed("certificate-rsa"))
        };
        Fuzzer.run(test, 15, new PemDamage(seeds), bytes -> {
            List<String> problems = new ArrayList<>();
            boolean found =
                    !Pem.certificates(Input.text(bytes), "the file", problems).isEmpty();
            problems.forEach(Fuzzer::checkMessage);
            Fuzzer.must(found || !problems.isEmpty(), "neither a certificate nor a problem");
            return found && problems.isEmpty();
        });
    }

    @Test
    void survivesAnyKey(TestInfo test) throws IOException {
        byte[][] seeds = {
            PemDamage.seed("ec"),
            PemDamage.seed("ec-sec1"),
            PemDamage.seed("rsa"),
            PemDamage.seed("rsa-traditional"),
            PemDamage.seed("ed25519"),
            PemDamage.seed("ec-encrypted")
        };
        Fuzzer.run(test, 20, new PemDamage(seeds), bytes -> {
            List<String> problems = new ArrayList<>();
            Object key = Pem.privateKey(Input.text(bytes), "the file", null, problems);
            problems.forEach(Fuzzer::checkMessage);
            Fuzzer.must(key != null || !problems.isEmpty(), "neither a key nor a problem");
            return key != null;
        });
    }
}
