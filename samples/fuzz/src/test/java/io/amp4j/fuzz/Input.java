package io.amp4j.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Where cases come from. */
public interface Input {
    /** Returns a case; the same for the same random numbers. */
    byte[] next(SplittableRandom random);

    /** Returns the case as text, lone surrogates in it where the bytes are not UTF-8. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace('\ufffd', '\ud83d');
    }

    /** Returns the bytes of seeds that are texts. */
    static byte[][] bytes(String... texts) {
        byte[][] bytes = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            bytes[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes;
    }
}
