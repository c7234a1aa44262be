package io.amp4j.catalog.internal.layer;

import io.amp4j.catalog.CatalogLayer;
import io.amp4j.catalog.internal.node.ReadFailure;
import org.jspecify.annotations.Nullable;

/** One input for the core: its bytes, or why the shell could not get them. Exactly one of the two is there. */
public final class LayerInput {
    private final CatalogLayer layer;
    private final byte @Nullable [] bytes;
    private final @Nullable ReadFailure failure;

    private LayerInput(CatalogLayer layer, byte @Nullable [] bytes, @Nullable ReadFailure failure) {
        this.layer = layer;
        this.bytes = bytes;
        this.failure = failure;
    }

    /** An input that was read; the bytes are not copied. */
    public static LayerInput read(CatalogLayer layer, byte[] bytes) {
        return new LayerInput(layer, bytes, null);
    }

    /** An input that could not be read. */
    public static LayerInput unreadable(CatalogLayer layer, ReadFailure failure) {
        return new LayerInput(layer, null, failure);
    }

    CatalogLayer layer() {
        return layer;
    }

    byte[] bytesOrThrow() throws ReadFailure {
        if (failure != null) {
            throw failure;
        }
        return bytes == null ? new byte[0] : bytes;
    }
}
