package io.amp4j.opamp.testing.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The head of an HTTP/1.1 request.
 *
 * @param headers by name in any case, in the order of arrival
 */
public record HttpHead(String method, String target, String version, Map<String, List<String>> headers) {
    private static final int MAX_HEADERS = 1000;
    private static final int SKIP_LIMIT = 16 * 1024 * 1024;

    /** Reads a head, whose first byte must be there already. */
    public static HttpHead read(WireInput in) throws IOException {
        String requestLine = in.line();
        int first = requestLine.indexOf(' ');
        int last = requestLine.lastIndexOf(' ');
        if (first <= 0 || last == first || !requestLine.startsWith("HTTP/1.", last + 1)) {
            throw new BadRequestException(400, "not an HTTP/1.1 request line");
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int count = 0;
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || ++count > MAX_HEADERS) {
                throw new BadRequestException(400, "not a header line, or too many");
            }
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).trim());
        }
        return new HttpHead(
                requestLine.substring(0, first),
                requestLine.substring(first + 1, last),
                requestLine.substring(last + 1),
                headers);
    }

    /** Returns the first value of a header, or an empty text. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null ? "" : values.get(0);
    }

    /** Returns whether a header has {@code token} in its comma-separated list. */
    public boolean lists(String name, String token) {
        for (String value : headers.getOrDefault(name, List.of())) {
            for (String part : value.split(",", -1)) {
                String item = part.trim();
                int parameters = item.indexOf(';');
                if ((parameters < 0 ? item : item.substring(0, parameters).trim()).equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns whether the connection can carry another request. */
    public boolean keepsAlive() {
        return lists("Connection", "keep-alive") || (version.equals("HTTP/1.1") && !lists("Connection", "close"));
    }

    /** Reads the body, undoes gzip, and refuses more than {@code limit} bytes before or after. */
    public byte[] body(WireInput in, OutputStream out, int limit) throws IOException {
        if (lists("Expect", "100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        byte[] body = lists("Transfer-Encoding", "chunked") ? chunked(in, limit) : sized(in, limit);
        String encoding = header("Content-Encoding");
        if (encoding.isEmpty() || encoding.equalsIgnoreCase("identity")) {
            return body;
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw new BadRequestException(415, "cannot decode this Content-Encoding");
        }
        try (InputStream gunzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return bounded(gunzip.readNBytes(limit + 1), limit);
        } catch (BadRequestException e) {
            throw e;
        } catch (IOException e) {
            throw new BadRequestException(400, "the body is not gzip");
        }
    }

    /** Passes the body over, however it is encoded. */
    public void skipBody(WireInput in) throws IOException {
        byte[] skipped = lists("Transfer-Encoding", "chunked") ? chunked(in, SKIP_LIMIT) : sized(in, SKIP_LIMIT);
        if (skipped.length == SKIP_LIMIT) {
            throw new BadRequestException(413, "the body is too large");
        }
    }

    private byte[] sized(WireInput in, int limit) throws IOException {
        String length = header("Content-Length");
        if (length.isEmpty()) {
            return new byte[0];
        }
        try {
            long bytes = Long.parseLong(length);
            if (bytes < 0 || bytes > limit) {
                throw new BadRequestException(413, "the body is too large");
            }
            return in.require((int) bytes);
        } catch (NumberFormatException e) {
            throw new BadRequestException(400, "Content-Length is no number");
        }
    }

    private static byte[] chunked(WireInput in, int limit) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = in.line();
            int extension = line.indexOf(';');
            int size;
            try {
                size = Integer.parseInt((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
            } catch (NumberFormatException e) {
                throw new BadRequestException(400, "a chunk has no size");
            }
            if (size < 0 || size > limit - body.size()) {
                throw new BadRequestException(413, "the body is too large");
            }
            if (size == 0) {
                for (String trailer = in.line(); !trailer.isEmpty(); ) {
                    trailer = in.line();
                }
                return body.toByteArray();
            }
            body.writeBytes(in.require(size));
            if (!in.line().isEmpty()) {
                throw new BadRequestException(400, "a chunk is longer than it says");
            }
        }
    }

    private static byte[] bounded(byte[] content, int limit) throws BadRequestException {
        if (content.length > limit) {
            throw new BadRequestException(413, "the body is too large");
        }
        return content;
    }
}
