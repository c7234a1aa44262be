package io.amp4j.opamp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The hash over a set of components. It must be the same on any agent, so it is computed over a canonical encoding: maps are sorted by the
 * UTF-8 of their keys, and each value is preceded by a tag and a length or count, so that no two different sets give the same bytes.
 * Protobuf guarantees no canonical encoding.
 */
final class ComponentsDigest implements AttributeValue.Visitor<ComponentsDigest> {
    private final MessageDigest digest;

    private ComponentsDigest(MessageDigest digest) {
        this.digest = digest;
    }

    static Hash sha256(Map<String, ComponentDetails> components) {
        try {
            ComponentsDigest visitor = new ComponentsDigest(MessageDigest.getInstance("SHA-256"));
            visitor.components(components);
            return Hash.of(visitor.digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void components(Map<String, ComponentDetails> components) {
        put('c', components.size());
        sorted(components).forEach((name, details) -> {
            put('k', name);
            map(details.metadata());
            components(details.components());
        });
    }

    @Override
    public ComponentsDigest text(String value) {
        return put('s', value);
    }

    @Override
    public ComponentsDigest bool(boolean value) {
        return put('t', value ? 1 : 0);
    }

    @Override
    public ComponentsDigest int64(long value) {
        return put('i', value);
    }

    @Override
    public ComponentsDigest float64(double value) {
        return put('d', Double.doubleToLongBits(value));
    }

    @Override
    public ComponentsDigest bytes(Bytes value) {
        put('b', value.size());
        digest.update(value.asByteBuffer());
        return this;
    }

    @Override
    public ComponentsDigest list(List<AttributeValue> values) {
        put('l', values.size());
        values.forEach(value -> value.accept(this));
        return this;
    }

    @Override
    public ComponentsDigest map(Map<String, AttributeValue> values) {
        put('m', values.size());
        sorted(values).forEach((key, value) -> {
            put('k', key);
            value.accept(this);
        });
        return this;
    }

    @Override
    public ComponentsDigest empty() {
        return put('n', 0);
    }

    private ComponentsDigest put(char tag, long number) {
        digest.update(ByteBuffer.allocate(9).put((byte) tag).putLong(number).flip());
        return this;
    }

    private ComponentsDigest put(char tag, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put(tag, utf8.length);
        digest.update(utf8);
        return this;
    }

    /** Sorts by UTF-8, not by {@code String.compareTo}, whose order by UTF-16 is hard to reproduce in other languages. */
    private static <V> Map<String, V> sorted(Map<String, V> map) {
        Map<String, V> sorted = new TreeMap<>((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        sorted.putAll(map);
        return sorted;
    }
}
