package io.amp4j.otel.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an answer ends, and whether another may follow it. After the given bytes the server is silent. */
class HttpReaderTest {
    private static HttpReader.Reading read(String answer) throws IOException {
        InputStream silence = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new SocketTimeoutException();
            }

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                throw new SocketTimeoutException();
            }
        };
        byte[] bytes = answer.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return HttpReader.answer(new SequenceInputStream(new ByteArrayInputStream(bytes), silence), 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Content-Length: 2||ab",
                "HTTP/1.1 200 OK|Content-Length: 2|content-length: 2||ab",
                "HTTP/1.1 200 OK|Transfer-Encoding: Chunked||2|ab|0||",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked, ||2|ab|0||",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip, chunked||2|ab|0||",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip|Transfer-Encoding: chunked||2|ab|0||",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||0000000000002|ab|0000000000||",
            })
    void knowsWhereAnAnswerEnds(String answer) throws IOException {
        HttpReader.Reading reading = read(answer);
        assertThat(reading.answer().body()).asString().isEqualTo("ab");
        assertThat(reading.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Content-Length: 2||2|ab|0||",
                "HTTP/1.1 200 OK|Content-Length: 0|Transfer-Encoding: gzip, chunked||2|ab|0||",
                "HTTP/1.1 200 OK|Content-Length: 2|Content-Length: 5||ab",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ab|0|",
                "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ab|0|X-Trailer: 1||",
            })
    void takesTheAnswerAndUsesTheConnectionNoMore(String answer) throws IOException {
        HttpReader.Reading reading = read(answer);
        assertThat(reading.answer().status()).isEqualTo(200);
        assertThat(reading.answer().body()).asString().isEqualTo("ab");
        assertThat(reading.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 205 Reset Content||", "HTTP/1.1 204 No Content||"})
    void waitsForNoBodyWhereThereIsNone(String answer) throws IOException {
        assertThat(read(answer).answer().body()).isEmpty();
    }
}
