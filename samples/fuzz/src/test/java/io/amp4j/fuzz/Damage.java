package io.amp4j.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Damages valid inputs: flips bits, cuts, doubles and joins them, puts words of the format in, repeats a part so often that it nests
 * deeply or counts high, and writes other numbers where numbers stand.
 */
public final class Damage implements Input {
    private static final int LARGEST = 2048;
    /** Rare, since readers take their time with it. */
    private static final int HUGE = 64 << 10;

    private static final long[] NUMBERS = {
        0,
        1,
        2,
        63,
        64,
        126,
        127,
        128,
        255,
        256,
        65_535,
        65_536,
        1L << 24,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    private static final byte[][] HOSTILE = Input.bytes(
            "\0",
            "\r\n",
            "\n",
            "\r",
            "\t",
            " ",
            "\u001b[2J",
            "\u0085",
            "\u009b",
            "\u00a0",
            "\u00e4",
            "\u2028",
            "\u202e",
            "\u200b",
            "\ufeff",
            "\ud83d\ude00",
            "\udb40\udc41",
            "%",
            "%0a",
            "%zz",
            "../",
            "/",
            "\\",
            "\"",
            "'",
            "@",
            ":",
            ";",
            ",",
            "=",
            "-1",
            "1e999");

    private final byte[][] seeds;
    private final byte[][] words;

    /**
     * @param seeds valid inputs
     * @param words what means something to the reader
     */
    public Damage(byte[][] seeds, byte[]... words) {
        this.seeds = seeds;
        this.words = words;
    }

    @Override
    public byte[] next(SplittableRandom random) {
        byte[] bytes = seeds[random.nextInt(seeds.length)];
        for (int times = random.nextInt(4); times > 0; times--) {
            bytes = damaged(bytes, random);
        }
        return bytes;
    }

    /** Does one kind of damage. */
    byte[] damaged(byte[] bytes, SplittableRandom random) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextInt(4) == 0 ? bytes.length + 1 : 8));
        return switch (random.nextInt(10)) {
            case 0 -> flipped(bytes, random);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> replaced(bytes, at, to, new byte[0]);
            case 3 -> replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            case 4 -> replaced(bytes, at, at, word(random));
            case 5 -> replaced(bytes, at, to, word(random));
            case 6 ->
                replaced(bytes, at, at, repeated(random.nextBoolean() ? word(random) : part(bytes, at, to), random));
            case 7 -> {
                byte[] other = seeds[random.nextInt(seeds.length)];
                yield replaced(bytes, at, bytes.length, part(other, random.nextInt(other.length + 1), other.length));
            }
            case 8 -> withNumber(bytes, at, random);
            default -> {
                byte[] noise = new byte[1 + random.nextInt(8)];
                random.nextBytes(noise);
                yield replaced(bytes, at, at, noise);
            }
        };
    }

    private byte[] word(SplittableRandom random) {
        byte[][] from = words.length == 0 || random.nextInt(3) == 0 ? HOSTILE : words;
        return from[random.nextInt(from.length)];
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] flipped(byte[] bytes, SplittableRandom random) {
        byte[] copy = bytes.clone();
        if (copy.length > 0) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] repeated(byte[] part, SplittableRandom random) {
        if (part.length == 0) {
            return part;
        }
        int chance = random.nextInt(2000);
        int times = chance == 0 ? HUGE / part.length : chance < 50 ? LARGEST / part.length : 2 + random.nextInt(8);
        byte[] all = new byte[part.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(part, 0, all, i * part.length, part.length);
        }
        return all;
    }

    /** Writes a number over what stands there: in place of digits as digits, else in one of the ways that binary formats have. */
    private static byte[] withNumber(byte[] bytes, int at, SplittableRandom random) {
        long number = number(random);
        int to = at;
        while (to < bytes.length && bytes[to] >= '0' && bytes[to] <= '9') {
            to++;
        }
        if (to > at) {
            return replaced(bytes, at, to, Long.toUnsignedString(number).getBytes(StandardCharsets.US_ASCII));
        }
        int size = 1 << random.nextInt(4);
        byte[] written = random.nextBoolean()
                ? varint(number)
                : part(ByteBuffer.allocate(8).putLong(number).array(), 8 - size, 8);
        return replaced(bytes, at, Math.min(bytes.length, at + written.length), written);
    }

    static long number(SplittableRandom random) {
        // Often a little less: what is added to it then comes out just at a limit, or beyond it.
        int less = random.nextBoolean() ? random.nextInt(24) : random.nextInt(3) - 1;
        return NUMBERS[random.nextInt(NUMBERS.length)] - less;
    }

    static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
        byte[] result = new byte[bytes.length - (to - from) + with.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(with, 0, result, from, with.length);
        System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
        return result;
    }

    /** Returns a number as protobuf writes it. */
    static byte[] varint(long value) {
        byte[] bytes = new byte[10];
        int size = 0;
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[size++] = (byte) ((left & 0x7f) | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
        return Arrays.copyOf(bytes, size);
    }
}
