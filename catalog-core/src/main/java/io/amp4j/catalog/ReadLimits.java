package io.amp4j.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one input; an input that exceeds one is refused. Every limit is at least 1.
 *
 * @since 0.1.0
 */
public final class ReadLimits {
    /** 4 MiB, 64 levels, 1,000 aliases, 10,000 entries. */
    public static final ReadLimits DEFAULT = new ReadLimits(4 << 20, 64, 1_000, 10_000);

    /** The parsers' own limit of depth. */
    private static final int DEEPEST = 500;

    private final int bytes;
    private final int depth;
    private final int aliases;
    private final int entries;

    private ReadLimits(int bytes, int depth, int aliases, int entries) {
        if (bytes < 1 || depth < 1 || aliases < 1 || entries < 1) {
            throw new IllegalArgumentException("each limit must be at least 1: bytes " + bytes + ", depth " + depth
                    + ", aliases " + aliases + ", entries " + entries);
        }
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("depth must be at most " + DEEPEST + ": " + depth);
        }
        if (bytes == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bytes must be below " + Integer.MAX_VALUE);
        }
        this.bytes = bytes;
        this.depth = depth;
        this.aliases = aliases;
        this.entries = entries;
    }

    /** Returns the maximum size of one input in bytes; by default 4 MiB, four times what a ConfigMap can hold. */
    public int bytes() {
        return bytes;
    }

    /** Returns how deep lists and mappings may nest; by default 64. */
    public int depth() {
        return depth;
    }

    /** Returns how many times YAML aliases and merged keys may be used; by default 1,000. */
    public int aliases() {
        return aliases;
    }

    /** Returns how many catalog entries one input may list; by default 10,000. */
    public int entries() {
        return entries;
    }

    /** Returns these limits with another size. */
    public ReadLimits withBytes(int newBytes) {
        return new ReadLimits(newBytes, depth, aliases, entries);
    }

    /** Returns these limits with another depth. */
    public ReadLimits withDepth(int newDepth) {
        return new ReadLimits(bytes, newDepth, aliases, entries);
    }

    /** Returns these limits with another number of aliases. */
    public ReadLimits withAliases(int newAliases) {
        return new ReadLimits(bytes, depth, newAliases, entries);
    }

    /** Returns these limits with another number of entries. */
    public ReadLimits withEntries(int newEntries) {
        return new ReadLimits(bytes, depth, aliases, newEntries);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReadLimits that
                && bytes == that.bytes
                && depth == that.depth
                && aliases == that.aliases
                && entries == that.entries;
    }

    @Override
    public int hashCode() {
        return Objects.hash(bytes, depth, aliases, entries);
    }

    @Override
    public String toString() {
        return "ReadLimits[bytes=" + bytes + ", depth=" + depth + ", aliases=" + aliases + ", entries=" + entries + "]";
    }
}
