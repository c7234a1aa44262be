package io.amp4j.opamp.internal.websocket;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The status line and header fields of an HTTP/1.1 answer (RFC 9112), parsed strictly: an invalid head is refused.
 */
record AnswerHead(int status, List<Field> fields) {
    /** One header field; the white space around the value is removed. */
    record Field(String name, String value) {}

    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [^\\x00-\\x08\\x0a-\\x1f]*)?");
    /** Possessive quantifiers, so that a text of the server cannot cause backtracking. */
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]++):([^\\x00-\\x08\\x0a-\\x1f\\x7f]*+)");

    AnswerHead {
        fields = List.copyOf(fields);
    }

    /**
     * Parses a head.
     *
     * @param text all lines up to and with the empty one, each ended by CR LF or LF
     * @throws ProtocolException if it breaks a rule of HTTP
     */
    static AnswerHead parse(String text) throws ProtocolException {
        String[] lines = text.split("\r?\n", -1);
        Matcher statusLine = STATUS_LINE.matcher(lines[0]);
        if (!statusLine.matches()) {
            throw new ProtocolException("not a status line of HTTP/1");
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            if (lines[i].isEmpty()) {
                return new AnswerHead(Integer.parseInt(statusLine.group(1)), fields);
            }
            Matcher field = FIELD.matcher(lines[i]);
            if (!field.matches()) {
                throw new ProtocolException("line " + (i + 1) + " of the answer's head is not a header field");
            }
            fields.add(new Field(field.group(1), field.group(2).strip()));
        }
        throw new ProtocolException("the answer's head has no end");
    }

    /** Returns the last value of a header, or null. */
    @Nullable
    String value(String name) {
        List<String> all = values(name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** Returns all values of a header, in order. */
    List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Returns whether a header is a list with this word in it, in any case. */
    boolean lists(String name, String word) {
        for (String value : values(name)) {
            for (String member : value.split(",", -1)) {
                if (member.strip().toLowerCase(Locale.ROOT).equals(word)) {
                    return true;
                }
            }
        }
        return false;
    }
}
