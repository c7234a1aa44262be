package io.amp4j.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages fields of protobuf messages at any depth, mostly so that the lengths around them stay right. */
public final class ProtobufDamage implements Input {
    private static final int DEEPEST = 300;

    private final byte[][] seeds;
    private final Damage bytes;

    /** @param seeds valid messages */
    public ProtobufDamage(byte[]... seeds) {
        this.seeds = seeds;
        this.bytes = new Damage(seeds);
    }

    @Override
    public byte[] next(SplittableRandom random) {
        byte[] message = seeds[random.nextInt(seeds.length)];
        for (int times = random.nextInt(4); times > 0; times--) {
            message = random.nextInt(4) == 0 ? bytes.damaged(message, random) : inside(message, random);
        }
        return message;
    }

    private byte[] inside(byte[] message, SplittableRandom random) {
        List<Field> fields = Field.in(message);
        if (fields.isEmpty()) {
            return bytes.damaged(message, random);
        }
        Field field = fields.get(random.nextInt(fields.size()));
        byte[] whole = Arrays.copyOfRange(message, field.from, field.to);
        byte[] content = Arrays.copyOfRange(message, field.content, field.to);
        byte[] with = switch (random.nextInt(8)) {
            case 0 -> new byte[0];
            case 1 -> join(whole, whole);
            case 2 -> join(Damage.varint(field.tag), Damage.varint(Damage.number(random)), content);
            case 3 -> field((random.nextInt(64) << 3) | (field.tag & 7), field, content);
            case 4 -> join(Damage.varint((field.tag & ~7) | random.nextInt(8)), content);
            case 5 -> random.nextInt(50) == 0 ? nested(field, content, random) : whole;
            default ->
                field.isDelimited() && content.length > 0 ? field(field.tag, field, inside(content, random)) : whole;
        };
        return Damage.replaced(message, field.from, field.to, with);
    }

    private static byte[] nested(Field field, byte[] content, SplittableRandom random) {
        byte[] nested = content;
        for (int depth = random.nextInt(DEEPEST); depth > 0; depth--) {
            nested = join(Damage.varint((field.tag & ~7) | 2), Damage.varint(nested.length), nested);
        }
        return nested;
    }

    private static byte[] field(int tag, Field field, byte[] content) {
        return field.isDelimited()
                ? join(Damage.varint(tag), Damage.varint(content.length), content)
                : join(Damage.varint(tag), content);
    }

    /** Returns a field that holds bytes, for seeds that are made by hand. */
    public static byte[] field(int number, byte[]... content) {
        byte[] all = join(content);
        return join(Damage.varint((number << 3) | 2L), Damage.varint(all.length), all);
    }

    /** Returns a field that holds a number. */
    public static byte[] field(int number, long value) {
        return join(Damage.varint((long) number << 3), Damage.varint(value));
    }

    /** Returns all of them in a row. */
    public static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Where one field of a message stands; {@code content} is behind the length of a delimited one. */
    private record Field(int tag, int from, int content, int to) {
        boolean isDelimited() {
            return (tag & 7) == 2;
        }

        /** Returns the fields of a message up to where it stops being one. */
        static List<Field> in(byte[] message) {
            List<Field> fields = new ArrayList<>();
            int at = 0;
            while (at < message.length) {
                int content = afterVarint(message, at);
                long tag = varint(message, at, content);
                long to = switch ((int) tag & 7) {
                    case 0 -> afterVarint(message, content);
                    case 1 -> content + 8;
                    case 2 -> {
                        int length = content;
                        content = afterVarint(message, content);
                        yield content + varint(message, length, content);
                    }
                    case 5 -> content + 4;
                    default -> -1;
                };
                if (to < content || to > message.length || tag <= 0 || tag > Integer.MAX_VALUE) {
                    break;
                }
                fields.add(new Field((int) tag, at, content, (int) to));
                at = (int) to;
            }
            return fields;
        }

        private static int afterVarint(byte[] bytes, int from) {
            int at = from;
            while (at < bytes.length && bytes[at] < 0) {
                at++;
            }
            return at + 1;
        }

        private static long varint(byte[] bytes, int from, int to) {
            long value = 0;
            for (int i = Math.min(to, bytes.length) - 1; i >= from; i--) {
                value = (value << 7) | (bytes[i] & 0x7f);
            }
            return value;
        }
    }
}
