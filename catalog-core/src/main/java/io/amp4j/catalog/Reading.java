package io.amp4j.catalog;

import io.amp4j.catalog.internal.layer.LayerInput;
import io.amp4j.catalog.internal.node.ReadFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One source of a loader and the result of reading it: bytes, a reason why it could not be read, or that it does not exist. */
final class Reading {
    private static final String ABSENT_BASELINE = "no such file";

    private final CatalogLayer layer;
    private final CatalogSource source;
    /** Not copied and never written to. */
    private final byte @Nullable [] bytes;

    private final @Nullable String failure;

    private Reading(CatalogLayer layer, CatalogSource source, byte @Nullable [] bytes, @Nullable String failure) {
        this.layer = layer;
        this.source = source;
        this.bytes = bytes;
        this.failure = failure;
    }

    /** Reads a source. At most one byte more than the limit is read, which is enough to refuse it later. */
    static Reading of(CatalogLayer.Kind kind, CatalogSource source, ReadLimits limits) {
        CatalogLayer layer = new CatalogLayer(kind, source.name());
        try (InputStream stream = source.open()) {
            return new Reading(layer, source, stream.readNBytes(limits.bytes() + 1), null);
        } catch (NoSuchFileException e) {
            return new Reading(layer, source, null, kind == CatalogLayer.Kind.BUNDLED ? ABSENT_BASELINE : null);
        } catch (IOException e) {
            return new Reading(layer, source, null, reason(e));
        } catch (InvalidPathException e) {
            return new Reading(layer, source, null, "not a path: " + e.getReason());
        }
    }

    /** Reads the source again, unless it cannot change. */
    Reading again(ReadLimits limits) {
        return canChange() ? of(layer.kind(), source, limits) : this;
    }

    /** It is unknown whether a caller's own source can change, so it counts as one that can. */
    private boolean canChange() {
        return !(source instanceof Opener opener) || opener.canChange();
    }

    /**
     * Returns whether the source does not exist. A baseline must exist; if it does not, this returns false and the source counts as
     * unreadable.
     */
    boolean isAbsent() {
        return bytes == null && failure == null;
    }

    /** Returns whether both readings have the same result. */
    boolean foundTheSame(Reading other) {
        return Arrays.equals(bytes, other.bytes) && Objects.equals(failure, other.failure);
    }

    /** Returns the input for the core; must not be called if the source is absent. */
    LayerInput input() {
        return bytes != null
                ? LayerInput.read(layer, bytes)
                : LayerInput.unreadable(layer, new ReadFailure("unreadable", String.valueOf(failure)));
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Returns the name of the source. */
    @Override
    public String toString() {
        return layer.toString();
    }
}
