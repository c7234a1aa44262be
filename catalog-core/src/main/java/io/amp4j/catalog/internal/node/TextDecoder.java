package io.amp4j.catalog.internal.node;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Bytes to text: UTF-8 with or without a byte order mark, and no character that YAML forbids. */
final class TextDecoder {
    private TextDecoder() {}

    static String decode(byte[] bytes) throws ReadFailure {
        refuseUtf16(bytes);
        int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        if (isPlainAscii(bytes, start)) {
            // Nearly every catalog: no decoder to run, nothing left to look for.
            return new String(bytes, start, bytes.length - start, StandardCharsets.ISO_8859_1);
        }
        String text = utf8(bytes, start);
        refuseForbiddenCharacters(text);
        return text;
    }

    private static boolean isPlainAscii(byte[] bytes, int start) {
        for (int i = start; i < bytes.length; i++) {
            byte b = bytes[i];
            if ((b < ' ' && b != '\n' && b != '\r' && b != '\t') || b == 0x7F) {
                return false;
            }
        }
        return true;
    }

    private static void refuseUtf16(byte[] bytes) throws ReadFailure {
        boolean mark = startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF);
        // Without a mark the zero half of the first Latin letters gives it away.
        boolean zeroHalves = bytes.length >= 4
                && (zeros(bytes, true, false, true, false)
                        || zeros(bytes, false, true, false, true)
                        || zeros(bytes, true, true, true, false)
                        || zeros(bytes, false, true, true, true));
        if (mark || zeroHalves) {
            throw new ReadFailure("encoding", "the file is UTF-16 or UTF-32; save it as UTF-8", 1, 1);
        }
    }

    private static boolean zeros(byte[] bytes, boolean... expected) {
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] == 0) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static String utf8(byte[] bytes, int start) throws ReadFailure {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer out = CharBuffer.allocate(bytes.length - start + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isUnderflow()) {
            result = decoder.flush(out);
        }
        if (result.isError()) {
            int at = in.position();
            String value = String.format(Locale.ROOT, "0x%02X", bytes[at] & 0xFF);
            throw at(
                    "encoding",
                    "byte " + value + " at offset " + at + " is not UTF-8; save the file as UTF-8",
                    out.flip(),
                    out.length());
        }
        return out.flip().toString();
    }

    /** Refuses what YAML's grammar has no place for, before a parser meets it, so that the place is exact. */
    private static void refuseForbiddenCharacters(String text) throws ReadFailure {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\n' && c != '\r' && c != '\t')
                    || (c >= 0x7F && c < 0xA0 && c != 0x85)
                    || c >= 0xFFFE) {
                String value = String.format(Locale.ROOT, "U+%04X", (int) c);
                String advice = c == 0
                        ? "; the file is binary or damaged: restore it as plain UTF-8 text"
                        : "; delete it, or write it as an escape inside double quotes";
                throw at("forbidden-character", "character " + value + " is not allowed" + advice, text, i);
            }
        }
    }

    private static ReadFailure at(String code, String reason, CharSequence text, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 >= text.length() || text.charAt(i + 1) != '\n'))) {
                line++;
                column = 1;
            } else if (!Character.isLowSurrogate(c)) {
                column++;
            }
        }
        return new ReadFailure(code, reason, line, column);
    }
}
