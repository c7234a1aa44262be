package io.amp4j.opamp.internal.packages;

/** Bounds all that comes out of a compressed stream, headers and padding among it. */
final class InflatedBytes {
    /** What a header of an entry, and what its padding, may take. */
    private static final int BYTES_PER_ENTRY = 1024;

    private final long archiveBytes;
    private final int ratio;
    private final long most;
    private long bytes;

    InflatedBytes(long archiveBytes, ArchiveLimits limits) {
        this.archiveBytes = archiveBytes;
        this.ratio = limits.ratio();
        long besides = (long) BYTES_PER_ENTRY * limits.entries() + ArchiveLimits.FREE;
        this.most = limits.bytes() > Long.MAX_VALUE - besides ? Long.MAX_VALUE : limits.bytes() + besides;
    }

    void add(long read) throws ArchiveException {
        bytes += read;
        if (bytes > most) {
            throw new ArchiveException("the archive unpacks to more than " + most + " bytes");
        }
        if (bytes > ArchiveLimits.FREE && bytes / ratio > archiveBytes) {
            throw new ArchiveException("what the archive unpacks to is more than " + ratio + " times as large as it");
        }
    }
}
