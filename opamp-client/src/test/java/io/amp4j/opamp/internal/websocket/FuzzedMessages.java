package io.amp4j.opamp.internal.websocket;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import io.amp4j.opamp.internal.wire.ServerToAgent;
import io.amp4j.opamp.transport.Wire;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Messages of a server with every field that there is, offers of packages and settings included, and what damage makes of them. */
final class FuzzedMessages {
    private static final String[] TEXTS = {
        "",
        "a",
        "text/yaml",
        "com.example.fuzz",
        "http://127.0.0.1:1/x",
        "\u0000\n",
        "grüße",
        "TLSv1.3",
        "x".repeat(200)
    };
    private static final long[] NUMBERS = {
        0, 1, 2, 3, 30, 127, 128, 1L << 31, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1
    };

    private final RandomGenerator random;
    private final List<byte[]> valid = new ArrayList<>();

    /** Makes a stock of valid messages to choose from. */
    FuzzedMessages(RandomGenerator random, int stock) {
        this.random = random;
        for (int i = 0; i < stock; i++) {
            valid.add(
                    message(ServerToAgent.getDescriptor(), i == 0 ? 1.0 : random.nextDouble() * random.nextDouble(), 0)
                            .toByteArray());
        }
    }

    /** Returns a message, most of them addressed to {@code uid}, some of them damaged. */
    byte[] next(byte[] uid) {
        byte[] message = pick();
        if (random.nextInt(8) > 0) {
            // Of a field that comes twice the last one counts.
            message = Wire.concat(message, new byte[] {0x0a, (byte) uid.length}, uid);
        }
        for (int damage = random.nextInt(4); damage > 0; damage--) {
            message = damaged(message);
        }
        return message;
    }

    private byte[] pick() {
        return valid.get(random.nextInt(valid.size()));
    }

    private DynamicMessage message(Descriptor type, double density, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            if (random.nextDouble() >= density) {
                continue;
            }
            if (!field.isRepeated()) {
                message.setField(field, value(field, density, depth));
                continue;
            }
            for (int count = 1 + random.nextInt(2); count > 0; count--) {
                message.addRepeatedField(field, value(field, density, depth));
            }
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, double density, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) number();
            case LONG -> number();
            case FLOAT -> (float) random.nextDouble();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BYTE_STRING -> ByteString.copyFrom(bytes(random.nextBoolean() ? 16 : random.nextInt(40)));
            case ENUM -> enumValue(field.getEnumType());
            case MESSAGE -> message(field.getMessageType(), depth > 6 ? 0 : density, depth + 1);
        };
    }

    private Object enumValue(EnumDescriptor type) {
        return random.nextInt(4) == 0
                ? type.findValueByNumberCreatingIfUnknown((int) number())
                : type.getValues().get(random.nextInt(type.getValues().size()));
    }

    private long number() {
        return random.nextBoolean() ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextLong(100);
    }

    /** Random bytes; random and reproducible. */
    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Does one kind of damage, to the structure or to the bytes. */
    byte[] damaged(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes(random.nextInt(8));
        }
        int at = random.nextInt(bytes.length);
        int to = at + random.nextInt(bytes.length - at + 1);
        return switch (random.nextInt(12)) {
            case 0 -> flipped(bytes, at);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> replaced(bytes, at, to, new byte[0]);
            case 3 -> replaced(bytes, at, at, bytes(1 + random.nextInt(8)));
            case 4 -> replaced(bytes, to, to, Arrays.copyOfRange(bytes, at, to));
            case 5 -> replaced(bytes, at, Math.min(bytes.length, at + 1), varint(number()));
            case 6 -> Wire.concat(Arrays.copyOf(bytes, at), pick());
            case 7 -> bytes(random.nextInt(100));
            default -> damagedField(bytes);
        };
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << (at % 8));
        return copy;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] with) {
        return Wire.concat(Arrays.copyOf(bytes, from), with, Arrays.copyOfRange(bytes, to, bytes.length));
    }

    /** Damages one field of the message, at any depth, and leaves the rest of it as it is, lengths of the outer ones excepted. */
    private byte[] damagedField(byte[] message) {
        List<Field> fields = Field.in(message);
        if (fields.isEmpty()) {
            return flipped(message, random.nextInt(message.length));
        }
        Field field = fields.get(random.nextInt(fields.size()));
        byte[] whole = Arrays.copyOfRange(message, field.from, field.to);
        byte[] content = Arrays.copyOfRange(message, field.content, field.to);
        byte[] with = switch (random.nextInt(7)) {
            case 0 -> new byte[0];
            case 1 -> Wire.concat(whole, whole);
            case 2 -> Wire.concat(varint(field.tag), varint(number()), content);
            case 3 -> Wire.concat(varint((random.nextInt(200) << 3) | (field.tag & 7)), rest(message, field));
            case 4 -> Wire.concat(varint((field.tag & ~7) | random.nextInt(8)), rest(message, field));
            case 5 -> {
                byte[] other = bytes(random.nextInt(40));
                yield Wire.concat(varint(field.tag), varint(other.length), other);
            }
            default -> {
                byte[] deeper = field.isDelimited() && content.length > 0 ? damagedField(content) : content;
                yield field.isDelimited() ? Wire.concat(varint(field.tag), varint(deeper.length), deeper) : whole;
            }
        };
        return replaced(message, field.from, field.to, with);
    }

    private static byte[] rest(byte[] message, Field field) {
        return Arrays.copyOfRange(message, field.afterTag, field.to);
    }

    private static byte[] varint(long value) {
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

    /** Where one field of a message stands: from its tag to its end. */
    private record Field(int tag, int from, int afterTag, int content, int to) {

        boolean isDelimited() {
            return (tag & 7) == 2;
        }

        /** Returns the fields of a message up to where it stops being one. */
        static List<Field> in(byte[] message) {
            List<Field> fields = new ArrayList<>();
            int at = 0;
            while (at < message.length) {
                int afterTag = skipVarint(message, at);
                long tag = readVarint(message, at, afterTag);
                int content = afterTag;
                int to = switch ((int) tag & 7) {
                    case 0 -> skipVarint(message, afterTag);
                    case 1 -> afterTag + 8;
                    case 5 -> afterTag + 4;
                    case 2 -> {
                        content = skipVarint(message, afterTag);
                        long length = readVarint(message, afterTag, content);
                        yield length < 0 || length > message.length ? -1 : content + (int) length;
                    }
                    default -> -1;
                };
                if (to < 0 || to > message.length || tag > Integer.MAX_VALUE || tag <= 0) {
                    break;
                }
                fields.add(new Field((int) tag, at, afterTag, content, to));
                at = to;
            }
            return fields;
        }

        private static int skipVarint(byte[] bytes, int from) {
            int at = from;
            while (at < bytes.length && bytes[at] < 0) {
                at++;
            }
            return at + 1;
        }

        private static long readVarint(byte[] bytes, int from, int to) {
            long value = 0;
            for (int i = Math.min(to, bytes.length) - 1; i >= from; i--) {
                value = (value << 7) | (bytes[i] & 0x7f);
            }
            return value;
        }
    }
}
