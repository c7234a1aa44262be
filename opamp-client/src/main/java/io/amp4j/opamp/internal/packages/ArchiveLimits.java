package io.amp4j.opamp.internal.packages;

/**
 * How large an archive may become.
 *
 * @param entries how many entries it may have
 * @param bytes how many bytes all files may have together
 * @param ratio how many times larger than the archive they may be, once they have {@link #FREE} bytes
 */
public record ArchiveLimits(int entries, long bytes, int ratio) {
    /** What is that small is no bomb. */
    static final long FREE = 16L << 20;

    /** Room for what agents are made of. */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(100_000, 4L << 30, 200);
}
