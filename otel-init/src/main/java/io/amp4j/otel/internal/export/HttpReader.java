package io.amp4j.otel.internal.export;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads an HTTP/1.1 answer, and of its body no more than a given number of bytes. */
final class HttpReader {
    private static final int HEAD_LIMIT = 64 * 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.([01]) (\\d{3})(?: .*)?");

    private HttpReader() {}

    /**
     * Status and headers.
     *
     * @param persistent whether another request may follow on this connection
     */
    record Head(int status, Map<String, String> headers, boolean persistent) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    /**
     * What was read.
     *
     * @param complete whether nothing of it is left, so that another request may follow on this connection
     */
    record Reading(HttpResponse answer, boolean complete) {
        static Reading of(Head head, byte[] body, boolean bodyIsComplete) {
            return new Reading(
                    new HttpResponse(head.status(), head.headers(), body), bodyIsComplete && head.persistent());
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
        boolean persistent = status.group(1).equals("1");
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                String name = lines[i].substring(0, colon).strip();
                String value = lines[i].substring(colon + 1).strip();
                String before = headers.putIfAbsent(name, value);
                if (before != null && name.equalsIgnoreCase("transfer-encoding")) {
                    headers.put(name, before + ", " + value);
                }
                // Of two different lengths either may be the right one.
                persistent &= before == null || before.equals(value) || !name.equalsIgnoreCase("content-length");
                persistent &=
                        !(name.equalsIgnoreCase("connection") && members(value).contains("close"));
            }
        }
        persistent &= !(headers.containsKey("transfer-encoding") && headers.containsKey("content-length"));
        return new Head(Integer.parseInt(status.group(2)), headers, persistent);
    }

    /** Returns the members of a list in small letters; empty ones do not count. */
    private static List<String> members(String list) {
        return Stream.of(list.split(",", -1))
                .map(member -> member.strip().toLowerCase(Locale.ROOT))
                .filter(member -> !member.isEmpty())
                .toList();
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
    static Reading answer(InputStream in, int limit) throws IOException {
        Head head = head(in);
        while (head.status() < 200) {
            head = head(in);
        }
        return withBody(head, in, limit);
    }

    private static Reading withBody(Head head, InputStream in, int limit) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return Reading.of(head, new byte[0], true);
        }
        Optional<String> coding = head.header("transfer-encoding");
        List<String> codings = members(coding.orElse(""));
        if (!codings.isEmpty() && codings.get(codings.size() - 1).equals("chunked")) {
            return withChunks(head, in, limit);
        }
        Optional<String> length = head.header("content-length");
        if (coding.isEmpty() && length.isEmpty() && head.status() == 205) {
            return Reading.of(head, new byte[0], false);
        }
        if (coding.isPresent() || length.isEmpty()) {
            return Reading.of(head, in.readNBytes(limit), false);
        }
        if (!length.get().matches("\\d{1,18}")) {
            throw new ProtocolException("a content length that is no number");
        }
        long whole = Long.parseLong(length.get());
        int wanted = (int) Math.min(limit, whole);
        byte[] body = in.readNBytes(wanted);
        if (body.length < wanted) {
            throw new EOFException();
        }
        return Reading.of(head, body, wanted == whole);
    }

    private static Reading withChunks(Head head, InputStream in, int limit) throws IOException {
        byte[] body = new byte[limit];
        int length = 0;
        while (length < limit) {
            String size = line(in).split(";", 2)[0].strip().replaceFirst("^0+(?=.)", "");
            if (!size.matches("[0-9A-Fa-f]{1,8}")) {
                throw new ProtocolException("a chunk without a size");
            }
            long chunk = Long.parseLong(size, 16);
            if (chunk == 0) {
                // Headers may follow, which are not needed here, or nothing at all: the answer is known without, so
                // nothing is
                // waited for.
                boolean complete = in.available() >= 2 && in.read() == '\r' && in.read() == '\n';
                return Reading.of(head, Arrays.copyOf(body, length), complete);
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
        return Reading.of(head, Arrays.copyOf(body, length), false);
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
