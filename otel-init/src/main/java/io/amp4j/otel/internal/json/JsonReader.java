package io.amp4j.otel.internal.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One pass over one text. */
final class JsonReader {
    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    @Nullable
    Object document() {
        Object value = value(0);
        blanks();
        if (at < text.length()) {
            throw wrong("nothing more");
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new JsonException("nested deeper than " + Json.MAX_DEPTH, at);
        }
        blanks();
        if (at == text.length()) {
            throw wrong("a value");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> {
                if (c == '-' || isDigit(c)) {
                    yield number();
                }
                throw wrong("a value");
            }
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        blanks();
        if (accept('}')) {
            return members;
        }
        do {
            blanks();
            if (at == text.length() || text.charAt(at) != '"') {
                throw wrong("a key");
            }
            String key = string();
            blanks();
            if (!accept(':')) {
                throw wrong("':'");
            }
            members.put(key, value(depth + 1));
            blanks();
        } while (accept(','));
        if (!accept('}')) {
            throw wrong("',' or '}'");
        }
        return members;
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> items = new ArrayList<>();
        at++;
        blanks();
        if (accept(']')) {
            return items;
        }
        do {
            items.add(value(depth + 1));
            blanks();
        } while (accept(','));
        if (!accept(']')) {
            throw wrong("',' or ']'");
        }
        return items;
    }

    private String string() {
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return wellFormed(text.substring(start, at++));
            }
            if (c == '\\') {
                return escaped(start);
            }
            if (c < ' ') {
                throw wrong("no control character");
            }
            at++;
        }
        throw wrong("'\"'");
    }

    private String escaped(int start) {
        StringBuilder out = new StringBuilder(text.length() - start < 64 ? 16 : 64).append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return wellFormed(out.toString());
            }
            if (c < ' ') {
                at--;
                throw wrong("no control character");
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw wrong("'\"'");
    }

    private char escape() {
        if (at == text.length()) {
            throw wrong("an escape");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex();
            default -> {
                at--;
                throw wrong("an escape");
            }
        };
    }

    private char hex() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() && text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw wrong("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    /** Go's strings are UTF-8, which has no lone surrogates. */
    private static String wellFormed(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return replaceLoneSurrogates(value);
            }
        }
        return value;
    }

    private static String replaceLoneSurrogates(String value) {
        StringBuilder out = new StringBuilder(value.length());
        value.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private Double number() {
        int start = at;
        accept('-');
        if (!accept('0')) {
            digits();
        }
        if (accept('.')) {
            digits();
        }
        if (accept('e') || accept('E')) {
            if (!accept('+')) {
                accept('-');
            }
            digits();
        }
        double number = Double.parseDouble(text.substring(start, at));
        if (Double.isInfinite(number)) {
            throw new JsonException("number out of range", start);
        }
        return number;
    }

    private void digits() {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("a digit");
        }
    }

    private @Nullable Boolean word(String word, @Nullable Boolean value) {
        if (!text.startsWith(word, at)) {
            throw wrong("a value");
        }
        at += word.length();
        return value;
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private JsonException wrong(String expected) {
        return new JsonException(
                (at < text.length() ? "expected " : "text ends early, expected ") + expected,
                Math.min(at, text.length()));
    }
}
