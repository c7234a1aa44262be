package io.amp4j.otel.internal.export;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an HTTP/1.1 answer, and of its body no more than a given number of bytes. */
final class HttpReader {
    private static final int HEAD_LIMIT = 64 * 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

    private HttpReader() {}

    /** Status and headers. */
    record Head(int status, Map<String, String> headers) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    /** Reads up to the body, and not one byte of it. */
    static Head head(InputStream in) throws IOException {
        String[] lines = text(in).split("\r?\n", -1);
        Matcher status = STATUS_LINE.matcher(lines[0]);
        if (!status.matches()) {
            throw new ProtocolException("no HTTP answer");
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.putIfAbsent(
                        lines[i].substring(0, colon).strip(),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new Head(Integer.parseInt(status.group(1)), headers);
    }

    private static String text(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = next(in);
            head.write(next);
            if (head.size() > HEAD_LIMIT) {
                throw new ProtocolException("the head of the answer is too long");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads the whole answer; interim ones (1xx) are passed over. */
    static Answer answer(InputStream in, int limit) throws IOException {
        Head head = head(in);
        while (head.status() < 200) {
            head = head(in);
        }
        return new Answer(head.status(), head.headers(), body(head, in, limit));
    }

    private static byte[] body(Head head, InputStream in, int limit) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        if (head.header("transfer-encoding")
                .map(coding -> coding.equalsIgnoreCase("chunked"))
                .orElse(false)) {
            return chunks(in, limit);
        }
        Optional<String> length = head.header("content-length");
        if (length.isEmpty()) {
            return in.readNBytes(limit);
        }
        if (!length.get().matches("\\d{1,18}")) {
            throw new ProtocolException("a content length that is no number");
        }
        int wanted = (int) Math.min(limit, Long.parseLong(length.get()));
        byte[] body = in.readNBytes(wanted);
        if (body.length < wanted) {
            throw new EOFException();
        }
        return body;
    }

    private static byte[] chunks(InputStream in, int limit) throws IOException {
        byte[] body = new byte[limit];
        int length = 0;
        while (length < limit) {
            String size = line(in).split(";", 2)[0].strip();
            if (!size.matches("[0-9A-Fa-f]{1,8}")) {
                throw new ProtocolException("a chunk without a size");
            }
            long chunk = Long.parseLong(size, 16);
            if (chunk == 0) {
                break;
            }
            int part = (int) Math.min(chunk, limit - length);
            if (in.readNBytes(body, length, part) < part) {
                throw new EOFException();
            }
            length += part;
            if (part == chunk) {
                String unused = line(in);
            }
        }
        return Arrays.copyOf(body, length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = next(in); next != '\n'; next = next(in)) {
            if (line.length() > 1_000) {
                throw new ProtocolException("a chunk line that is too long");
            }
            line.append((char) next);
        }
        return line.toString();
    }

    private static int next(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }
}
