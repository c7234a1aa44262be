package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of amp-instrumentation that a platform offers.
 *
 * <p>Entries of a loaded catalog have passed every rule. An entry created with {@link #of} is not checked.
 *
 * @since 0.1.0
 */
public final class CatalogEntry {
    private final String version;
    private final @Nullable String traceloopSdk;
    private final List<String> pythonVersions;
    private final String imageRepository;
    private final EntrySource source;

    private CatalogEntry(
            String version,
            @Nullable String traceloopSdk,
            List<String> pythonVersions,
            String imageRepository,
            EntrySource source) {
        requireNonNull(version, "version");
        pythonVersions = List.copyOf(pythonVersions);
        requireNonNull(imageRepository, "imageRepository");
        requireNonNull(source, "source");
        this.version = version;
        this.traceloopSdk = traceloopSdk;
        this.pythonVersions = pythonVersions;
        this.imageRepository = imageRepository;
        this.source = source;
    }

    /** Returns an entry without a {@code traceloop-sdk}. */
    public static CatalogEntry of(
            String version, List<String> pythonVersions, String imageRepository, EntrySource source) {
        return new CatalogEntry(version, null, pythonVersions, imageRepository, source);
    }

    /** Returns the same entry with another pinned {@code traceloop-sdk}, or with none. */
    public CatalogEntry withTraceloopSdk(@Nullable String sdk) {
        return new CatalogEntry(version, sdk, pythonVersions, imageRepository, source);
    }

    /** Returns the semantic version; texts are compared exactly. */
    public String version() {
        return version;
    }

    /** Returns the pinned {@code traceloop-sdk}, for information only; null if the input does not name it. */
    public @Nullable String traceloopSdk() {
        return traceloopSdk;
    }

    /** Returns the supported Pythons as bare minors such as {@code 3.11}, in the order of the input. */
    public List<String> pythonVersions() {
        return pythonVersions;
    }

    /** Returns the registry path of the init-container image, without a tag. */
    public String imageRepository() {
        return imageRepository;
    }

    /** Returns the layer and the location that define the entry. */
    public EntrySource source() {
        return source;
    }

    /** Shows everything on one line; invisible characters are escaped. */
    @Override
    public String toString() {
        return Quoted.onOneLine(
                "CatalogEntry[version=" + version + ", traceloopSdk=" + traceloopSdk + ", pythonVersions="
                        + pythonVersions + ", imageRepository=" + imageRepository + ", source=" + source + "]");
    }

    /** Returns whether the entry has an image for this Python; {@code 3.11}, {@code 3.11.4} and {@code 3.11.x} are equivalent. */
    public boolean supports(String python) {
        return pythonVersions.contains(PythonMinor.normalize(python));
    }

    /**
     * Returns the image for a Python: {@code <imageRepository>:<version>-python<X.Y>}.
     *
     * @param python a Python version, normalized as in {@link PythonMinor#normalize}
     * @throws CatalogException if the text is not a Python version, or one that the entry does not support
     */
    public ImageReference image(String python) {
        String minor = PythonMinor.normalize(python);
        if (minor.isEmpty()) {
            throw new CatalogException(List.of(Refusals.noPython(this, python)));
        }
        if (!pythonVersions.contains(minor)) {
            throw new CatalogException(List.of(Refusals.unsupportedPython(this, minor)));
        }
        return ImageReference.of(imageRepository, version + "-python" + minor);
    }

    /** Returns whether the other entry has the same content, whatever the sources of the two. */
    public boolean sameContent(CatalogEntry other) {
        return version.equals(other.version)
                && Objects.equals(traceloopSdk, other.traceloopSdk)
                && pythonVersions.equals(other.pythonVersions)
                && imageRepository.equals(other.imageRepository);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CatalogEntry that
                && version.equals(that.version)
                && Objects.equals(traceloopSdk, that.traceloopSdk)
                && pythonVersions.equals(that.pythonVersions)
                && imageRepository.equals(that.imageRepository)
                && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return Objects.hash(version, traceloopSdk, pythonVersions, imageRepository, source);
    }
}
