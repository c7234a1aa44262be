package io.amp4j.otel.internal.setup;

/**
 * Reads the number of refused records from the answer to an export request: {@code partial_success} is field 1 of the answer,
 * {@code rejected_spans} and its counterparts field 1 of that. The text beside it may quote content, so it is not read.
 */
public final class PartialSuccess {
    private final byte[] bytes;
    private int position;

    private PartialSuccess(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns how many records were refused; 0 for an answer that cannot be read. Never throws. */
    public static long rejected(byte[] answer) {
        PartialSuccess reader = new PartialSuccess(answer);
        long rejected = 0;
        try {
            rejected = reader.field(answer.length, true);
        } catch (ArrayIndexOutOfBoundsException e) {
            // A truncated or foreign body; then only the status counts.
            return 0;
        }
        return Math.max(0, rejected);
    }

    private long field(int end, boolean outer) {
        long found = 0;
        while (position < end) {
            long tag = varint();
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> {
                    long value = varint();
                    found = number == 1 && !outer ? value : found;
                }
                case 1 -> position += 8;
                case 2 -> {
                    long length = varint();
                    if (length < 0) {
                        throw new ArrayIndexOutOfBoundsException();
                    }
                    // An answer is cut at a limit; the number stands in front of the text that makes it long.
                    int last = (int) Math.min(end, position + Math.min(end, length));
                    if (number == 1 && outer) {
                        found = field(last, false);
                    } else {
                        position = last;
                    }
                }
                case 5 -> position += 4;
                default -> throw new ArrayIndexOutOfBoundsException();
            }
        }
        return found;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ArrayIndexOutOfBoundsException();
    }
}
