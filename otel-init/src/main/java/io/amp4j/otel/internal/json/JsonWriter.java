package io.amp4j.otel.internal.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the values of {@link Json} as Go's {@code encoding/json} does. */
final class JsonWriter {
    /** Go compares UTF-8 bytes, which is the order of code points and not that of UTF-16 units. */
    private static final Comparator<String> BY_CODE_POINT = (a, b) -> {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    };

    /** The characters of ASCII that stand for themselves in a JSON text. */
    private static final boolean[] PLAIN = new boolean[128];

    static {
        Arrays.fill(PLAIN, ' ', PLAIN.length, true);
        for (char c : new char[] {'"', '\\', '<', '>', '&'}) {
            PLAIN[c] = false;
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final boolean sorted;
    private final int indent;

    private JsonWriter(boolean sorted, int indent) {
        this.sorted = sorted;
        this.indent = indent;
    }

    static String write(@Nullable Object value, boolean sorted, int indent) {
        JsonWriter writer = new JsonWriter(sorted, indent);
        writer.value(value, 0);
        return writer.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + Json.MAX_DEPTH);
        }
        if (value instanceof String text) {
            string(out, text);
        } else if (value instanceof Map<?, ?> map) {
            object(map, depth);
        } else if (value instanceof Iterable<?> items) {
            list(items, depth);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            out.append(((Number) value).longValue());
        } else if (value instanceof Number number) {
            number(out, number.doubleValue());
        } else if (value instanceof Boolean || value == null) {
            out.append(value);
        } else {
            string(out, value.toString());
        }
    }

    private void object(Map<?, ?> map, int depth) {
        List<Map.Entry<?, ?>> members = new ArrayList<>(map.entrySet());
        if (sorted) {
            members.sort(Comparator.comparing(member -> String.valueOf(member.getKey()), BY_CODE_POINT));
        }
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> member : members) {
            separate(first, depth + 1);
            string(out, String.valueOf(member.getKey()));
            out.append(indent > 0 ? ": " : ":");
            value(member.getValue(), depth + 1);
            first = false;
        }
        end(first, depth);
        out.append('}');
    }

    private void list(Iterable<?> items, int depth) {
        out.append('[');
        boolean first = true;
        for (Object item : items) {
            separate(first, depth + 1);
            value(item, depth + 1);
            first = false;
        }
        end(first, depth);
        out.append(']');
    }

    private void separate(boolean first, int depth) {
        if (!first) {
            out.append(',');
        }
        if (indent > 0) {
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }

    private void end(boolean empty, int depth) {
        if (indent > 0 && !empty) {
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }

    static void string(StringBuilder out, String text) {
        out.append('"');
        // Most of a text stands for itself: runs of such characters are copied at once.
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isPlain(c)) {
                special(out.append(text, run, i), text, i);
                run = i + 1;
            }
        }
        out.append(text, run, text.length()).append('"');
    }

    private static boolean isPlain(char c) {
        return c < PLAIN.length ? PLAIN[c] : !Character.isSurrogate(c) && c != '\u2028' && c != '\u2029';
    }

    private static void special(StringBuilder out, String text, int i) {
        char c = text.charAt(i);
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (!Character.isSurrogate(c)) {
                    unicode(out, c);
                } else if (isLoneSurrogate(text, i)) {
                    unicode(out, '\uFFFD');
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
                : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xF, 16));
        }
    }

    /** Shortest digits that read back as the same number; an exponent below 1e-6 and from 1e21 on. */
    static void number(StringBuilder out, double number) {
        if (!Double.isFinite(number)) {
            out.append("null");
            return;
        }
        double size = Math.abs(number);
        if (size < 1e15 && number == Math.rint(number)) {
            out.append(number == 0 && 1 / number < 0 ? "-" : "").append((long) number);
            return;
        }
        BigDecimal shortest = shortest(number);
        if (size >= 1e-6 && size < 1e21) {
            out.append(shortest.toPlainString());
        } else {
            out.append(exponential(shortest, 1));
        }
    }

    /** Returns the decimal with the fewest digits that reads back as the number. */
    public static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == number) {
                return rounded.stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17)).stripTrailingZeros();
    }

    /** Returns digits and exponent as {@code 1.5e+21}, the exponent of at least so many digits. */
    static String exponential(BigDecimal number, int exponentDigits) {
        String digits = number.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - number.scale();
        String power = Integer.toString(Math.abs(exponent));
        return (number.signum() < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + "0".repeat(Math.max(0, exponentDigits - power.length()))
                + power;
    }
}
