package io.amp4j.samples.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Requests that are as large as may be, and larger still once they are read. */
final class OtlpBodies {
    private static final int SIZE = (8 << 20) - 64;

    private OtlpBodies() {}

    /** What the requests are made of, with what they are answered. */
    static Map<String, Hostile> all() {
        Map<String, Hostile> all = new LinkedHashMap<>();
        all.put("links", proto(413, span(repeated(13, new byte[0], SIZE))));
        all.put("events", proto(413, span(repeated(11, new byte[0], SIZE))));
        all.put("attributes", proto(413, span(repeated(9, new byte[0], SIZE))));
        all.put("attributes of links", proto(413, span(field(13, repeated(4, new byte[0], SIZE)))));
        all.put("values of a list", proto(413, span(value(field(5, repeated(1, new byte[0], SIZE))))));
        all.put("values of a map", proto(413, span(value(field(6, repeated(1, new byte[0], SIZE))))));
        all.put("spans", proto(413, field(1, field(2, repeated(2, new byte[0], SIZE)))));
        all.put("resources", proto(413, repeated(1, new byte[0], SIZE)));
        all.put("scopes", proto(413, field(1, repeated(2, new byte[0], SIZE))));
        all.put("unknown fields", proto(413, span(repeated(99, new byte[0], SIZE))));
        all.put("unknown numbers", proto(413, span(numbers(SIZE))));
        all.put("unknown groups", proto(400, span(groups(SIZE))));
        all.put("nested values", proto(400, span(value(nested(100_000)))));
        all.put("spans of a large resource", proto(200, ofLargeResource(60_000, SIZE / 2)));
        all.put("members of JSON", json(413, "{\"resourceSpans\":[", "{},", "{}]}"));
        all.put("links of JSON", json(413, spanOfJson("links"), "{},", "{}]}]}]}]}"));
        all.put("events of JSON", json(413, spanOfJson("events"), "{},", "{}]}]}]}]}"));
        all.put("attributes of JSON", json(413, spanOfJson("attributes"), "{},", "{}]}]}]}]}"));
        all.put("lists of JSON", json(413, "[", "[],", "[]]"));
        all.put("texts of JSON", json(413, "[", "\"a\",", "\"\"]"));
        all.put("nested JSON", json(413, "", "[", ""));
        all.put("nested JSON of few fields", json(400, "[".repeat(100_000), " ", ""));
        all.put("open text before a line of JSON", json(413, "\"\u0085{\"resourceSpans\":[],\"x\":[", "{},", "{}]}"));
        all.put("line separator in a text of JSON", json(413, "[\"\u2028\",", "{},", "{}]"));
        all.put("lines of JSON", json(200, "{\"spanName\":\"x\"}\n", "\n", ""));
        all.put("broken lines of JSON", json(400, "{\"spanName\":\"x\"}\n", "1\n", ""));
        return all;
    }

    /** A request, and the status that it must be answered with. */
    static final class Hostile {
        private final String type;
        private final byte[] body;
        private final int answer;

        private Hostile(String type, byte[] body, int answer) {
            this.type = type;
            this.body = body;
            this.answer = answer;
        }

        String type() {
            return type;
        }

        byte[] body() {
            return body;
        }

        int answer() {
            return answer;
        }

        byte[] zipped() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }

    private static Hostile proto(int answer, byte[] body) {
        return new Hostile("application/x-protobuf", body, answer);
    }

    private static Hostile json(int answer, String start, String again, String end) {
        int times = (SIZE - start.length() - end.length()) / again.length();
        return new Hostile(
                "application/json", (start + again.repeat(times) + end).getBytes(StandardCharsets.UTF_8), answer);
    }

    private static String spanOfJson(String list) {
        return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"name\":\"x\",\"" + list + "\":[";
    }

    /** A request of one span with this content. */
    private static byte[] span(byte[] content) {
        return field(1, field(2, field(2, content)));
    }

    private static byte[] value(byte[] content) {
        return field(9, field(2, content));
    }

    private static byte[] ofLargeResource(int spans, int size) {
        ByteArrayOutputStream attributes = new ByteArrayOutputStream();
        for (int i = 0; attributes.size() < size && i < 200_000; i++) {
            byte[] key = Integer.toString(i, 36).getBytes(StandardCharsets.UTF_8);
            attributes.writeBytes(field(1, field(1, key)));
        }
        byte[] resource = field(1, attributes.toByteArray());
        byte[] scope = field(2, repeated(2, new byte[0], 2 * spans));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(resource);
        both.writeBytes(scope);
        return field(1, both.toByteArray());
    }

    /** A list in a list in a list. */
    private static byte[] nested(int depth) {
        // Built from the inside, backwards, so that the time grows with the size alone.
        byte[] buffer = new byte[depth * 10];
        int start = buffer.length;
        for (int level = 0; level < depth; level++) {
            int number = level % 2 == 0 ? 1 : 5;
            byte[] head = head(number, buffer.length - start);
            start -= head.length;
            System.arraycopy(head, 0, buffer, start, head.length);
        }
        return Arrays.copyOfRange(buffer, start, buffer.length);
    }

    private static byte[] repeated(int number, byte[] content, int size) {
        byte[] one = field(number, content);
        byte[] all = new byte[size / one.length * one.length];
        for (int at = 0; at < all.length; at += one.length) {
            System.arraycopy(one, 0, all, at, one.length);
        }
        return all;
    }

    private static byte[] numbers(int size) {
        byte[] all = new byte[size / 2 * 2];
        for (int at = 0; at < all.length; at += 2) {
            all[at] = 14 << 3;
        }
        return all;
    }

    private static byte[] groups(int size) {
        byte[] all = new byte[size];
        Arrays.fill(all, (byte) ((14 << 3) | 3));
        return all;
    }

    private static byte[] field(int number, byte[] content) {
        byte[] head = head(number, content.length);
        byte[] all = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return all;
    }

    private static byte[] head(int number, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        varint(bytes, (number << 3) | 2);
        varint(bytes, length);
        return bytes.toByteArray();
    }

    private static void varint(ByteArrayOutputStream bytes, int number) {
        int left = number;
        while (left >= 0x80) {
            bytes.write(left | 0x80);
            left >>>= 7;
        }
        bytes.write(left);
    }
}
