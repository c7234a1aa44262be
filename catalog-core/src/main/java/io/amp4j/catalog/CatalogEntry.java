package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of amp-instrumentation that a platform offers.
 *
 * <p>Entries of a loaded catalog have passed every rule. An entry made by hand is taken as it is.
 *
 * @param version the semantic version; texts are compared exactly
 * @param traceloopSdk the pinned {@code traceloop-sdk}, for information only; null when the input does not name it
 * @param pythonVersions the supported Pythons as bare minors such as {@code 3.11}, in the order of the input
 * @param imageRepository the registry path of the init-container image, without a tag
 * @param source the layer and the place that gave the entry
 */
public record CatalogEntry(
        String version,
        @Nullable String traceloopSdk,
        List<String> pythonVersions,
        String imageRepository,
        EntrySource source) {
    /** Copies the list. */
    public CatalogEntry {
        requireNonNull(version, "version");
        pythonVersions = List.copyOf(pythonVersions);
        requireNonNull(imageRepository, "imageRepository");
        requireNonNull(source, "source");
    }

    /** Returns whether the entry has an image for this Python; {@code 3.11}, {@code 3.11.4} and {@code 3.11.x} ask the same. */
    public boolean supports(String python) {
        return pythonVersions.contains(PythonMinor.normalize(python));
    }

    /**
     * Returns the image for a Python: {@code <imageRepository>:<version>-python<X.Y>}.
     *
     * @param python a Python version, normalized as in {@link PythonMinor#normalize}
     * @throws CatalogException when the text names no Python, or one that the entry does not support
     */
    public ImageReference image(String python) {
        String minor = PythonMinor.normalize(python);
        if (minor.isEmpty()) {
            throw new CatalogException(List.of(Refusals.noPython(this, python)));
        }
        if (!pythonVersions.contains(minor)) {
            throw new CatalogException(List.of(Refusals.unsupportedPython(this, minor)));
        }
        return new ImageReference(imageRepository, version + "-python" + minor);
    }

    /** Returns whether the other entry says the same, wherever the two come from. */
    public boolean sameContent(CatalogEntry other) {
        return version.equals(other.version)
                && Objects.equals(traceloopSdk, other.traceloopSdk)
                && pythonVersions.equals(other.pythonVersions)
                && imageRepository.equals(other.imageRepository);
    }
}
