package io.amp4j.otel.internal.contract;

import io.amp4j.otel.internal.json.Json;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text functions of the observer's language where Java's differ in what they accept. */
final class GoText {
    private static final Pattern INT = Pattern.compile("([+-]?)([0-9]+)");
    private static final Pattern FLOAT = Pattern.compile("[+-]?(?:[0-9]++\\.?[0-9]*+|\\.[0-9]++)(?:[eE][+-]?[0-9]*+)?");

    private GoText() {}

    /** Cuts Unicode white space at both ends. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Returns the part after the last dot; the whole text if there is none. */
    static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Returns the integer that the value begins with, a number cut toward zero; null if there is none. */
    static @Nullable Long leadingInt(@Nullable Object value) {
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Number number) {
            return (long) number.doubleValue();
        }
        if (!(value instanceof String text)) {
            return null;
        }
        Matcher digits = INT.matcher(text);
        digits.region(blanks(text), text.length());
        if (!digits.lookingAt()) {
            return null;
        }
        try {
            return Long.parseLong(digits.group());
        } catch (NumberFormatException outOfRange) {
            return null;
        }
    }

    /** Returns the number that the value is or begins with; null if there is none. */
    static @Nullable Double leadingFloat(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (!(value instanceof String text)) {
            return null;
        }
        Matcher token = FLOAT.matcher(text);
        token.region(blanks(text), text.length());
        if (!token.lookingAt()) {
            return null;
        }
        try {
            double number = Double.parseDouble(token.group());
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException bareExponent) {
            return null;
        }
    }

    /** Returns the value as Go prints it: {@code 1e+06}, {@code [a b]}, {@code map[a:1]}, {@code <nil>}. */
    static String print(@Nullable Object value) {
        if (value == null) {
            return "<nil>";
        }
        if (value instanceof Number number) {
            return Json.goPrint(number.doubleValue());
        }
        StringBuilder out = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            new TreeMap<>(map)
                    .forEach((key, member) -> out.append(out.isEmpty() ? "" : " ")
                            .append(key)
                            .append(':')
                            .append(print(member)));
            return "map[" + out + "]";
        }
        if (value instanceof Iterable<?> items) {
            items.forEach(item -> out.append(out.isEmpty() ? "" : " ").append(print(item)));
            return "[" + out + "]";
        }
        return value.toString();
    }

    private static int blanks(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) != '\n' && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' '
                || (c >= '\t' && c <= '\r')
                || c == '\u0085'
                || c == '\u00a0'
                || (c > '\u00ff' && Character.isSpaceChar(c));
    }
}
