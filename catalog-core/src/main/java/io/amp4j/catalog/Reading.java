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

/** One source of a loader and what one look at it found: bytes, a reason why there are none, or that it does not exist. */
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

    /** Looks at a source. One byte past the limit is enough to refuse it later, so no more is read. */
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

    /** Looks again; what cannot change is not opened a second time. */
    Reading again(ReadLimits limits) {
        return canChange() ? of(layer.kind(), source, limits) : this;
    }

    /** Of a source of the caller's own nobody knows, so it counts as one that can. */
    private boolean canChange() {
        return !(source instanceof Opener opener) || opener.canChange();
    }

    /** Returns whether the source does not exist. A baseline must, so without one this is false and the input unreadable. */
    boolean isAbsent() {
        return bytes == null && failure == null;
    }

    /** Returns whether both looks found the same. */
    boolean foundTheSame(Reading other) {
        return Arrays.equals(bytes, other.bytes) && Objects.equals(failure, other.failure);
    }

    /** Returns what the core takes; asked only of what is not absent. */
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
