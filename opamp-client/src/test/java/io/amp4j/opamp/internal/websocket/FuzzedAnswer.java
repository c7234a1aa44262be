package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.transport.Wire;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer, right or wrong.
 *
 * @param body what it has as its body, on the wire
 * @param encoding what it says the body is encoded in; null if it does not say
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FuzzedAnswer(byte[] body, @Nullable String encoding) {
    private static final String[] STATUSES = {
        "200 OK",
        "200",
        "204 No Content",
        "299 Odd",
        "304 Not Modified",
        "400 Bad Request",
        "404 Not Found",
        "408 Timeout",
        "413 Too Large",
        "429 Slow Down",
        "500 Oops",
        "503 Later",
        "999 Odd",
        "0 None",
        "-1 Less",
        "2000 More",
        ""
    };
    private static final String[] HEADERS = {
        "Retry-After: 5",
        "Retry-After: -1",
        "Retry-After: 99999999999999999999",
        "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
        "Retry-After: soon",
        "Content-Type: text/html",
        "Content-Encoding: br",
        "Content-Encoding: gzip, gzip",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Content-Length: 5",
        "Content-Length: 99999999999999999999",
        "Content-Length: -3",
        "Connection: close",
        "Set-Cookie: a=b",
        ": no name",
        "no colon",
        "X-Long: " + "x".repeat(5_000)
    };
    private static final String[] PLACES = {"/elsewhere", "", "http://[", "ftp://127.0.0.1/", "?", "#", "//"};

    static FuzzedAnswer next(byte[] uid, FuzzedMessages messages, SplittableRandom random) {
        byte[] body = messages.next(uid);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new FuzzedAnswer(body, null);
            case 3, 4, 5 -> new FuzzedAnswer(Wire.gzip(body), "gzip");
            case 6 -> new FuzzedAnswer(messages.damaged(Wire.gzip(body)), random.nextBoolean() ? "gzip" : "x-gzip");
            default -> new FuzzedAnswer(bomb(random), random.nextBoolean() ? "GZIP" : "br");
        };
    }

    private static byte[] bomb(SplittableRandom random) {
        return Wire.gzip(new byte[random.nextInt(40_000)]);
    }

    /** Returns all of it as it goes over the wire. It never leads to another host. */
    byte[] raw(FuzzedMessages messages, SplittableRandom random) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(random.nextInt(6) > 0 ? "200 OK" : STATUSES[random.nextInt(STATUSES.length)])
                .append("\r\n");
        if (encoding != null) {
            head.append("Content-Encoding: ").append(encoding).append("\r\n");
        }
        while (random.nextInt(8) == 0) {
            head.append(HEADERS[random.nextInt(HEADERS.length)]).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] whole = Wire.concat(head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
        if (random.nextInt(20) == 0) {
            // Whole and undamaged, so that no place of ours becomes the name of another host.
            return ("HTTP/1.1 " + (300 + random.nextInt(10)) + " Moved\r\nLocation: "
                            + PLACES[random.nextInt(PLACES.length)] + "\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
        return random.nextInt(6) == 0 ? messages.damaged(whole) : whole;
    }
}
