package io.amp4j.otel.internal.export;

import io.amp4j.fuzz.Damage;
import io.amp4j.fuzz.Fuzzer;
import io.amp4j.fuzz.Input;
import io.amp4j.fuzz.PemDamage;
import io.amp4j.fuzz.ProtobufDamage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** HTTP answers to exports, and the authorities that a file names. */
class AnswerFuzzTest {
    private static final int LIMIT = 4096;
    private static final byte[][] SEEDS = Input.bytes(
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 4\r\n\r\n\n\2\b\1",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nabcd\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n",
            "HTTP/1.0 204 No Content\nConnection: keep-alive, close\n\n",
            "HTTP/1.1 503 \r\n\r\nuntil the end");
    private static final byte[][] WORDS = Input.bytes(
            "\r\n",
            "\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "Content-Length: ",
            "Transfer-Encoding: chunked\r\n",
            "Connection: close\r\n",
            "chunked",
            ";",
            "ffffffff\r\n",
            "0\r\n",
            "1\r\na\r\n",
            ", ");

    @Test
    void survivesAnyAnswer(TestInfo test) {
        Fuzzer.run(test, 70, new Damage(SEEDS, WORDS), bytes -> {
            try {
                HttpReader.Reading reading = HttpReader.answer(new ByteArrayInputStream(bytes), LIMIT);
                Fuzzer.must(reading.answer().status() >= 200, "an interim answer");
                Fuzzer.must(reading.answer().body().length <= Math.min(LIMIT, bytes.length), "more than there is");
                return true;
            } catch (ProtocolException e) {
                Fuzzer.checkMessage(e.getMessage());
                return false;
            } catch (EOFException e) {
                return false;
            }
        });
    }

    @Test
    void survivesAnyAuthorities(TestInfo test, @TempDir Path directory) throws IOException {
        byte[] pem = PemDamage.seed("certificate");
        Path file = directory.resolve("ca.pem");
        Fuzzer.run(test, 1, new PemDamage(pem, ProtobufDamage.join(pem, PemDamage.seed("certificate-rsa"))), bytes -> {
            Files.write(file, bytes);
            try {
                return TrustedAuthorities.context(file).getProtocol().equals("TLS");
            } catch (GeneralSecurityException e) {
                return false;
            }
        });
    }
}
