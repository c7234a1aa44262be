package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One input of a catalog, with its name in problems.
 *
 * <p>An input is UTF-8 YAML or JSON in one of these forms, distinguished by the top-level keys: the operator's mounted file
 * ({@code additionalInstrumentationVersions} at the top), a Helm values file (the same key further down), the rendered ConfigMap, AMP's
 * release list ({@code python-instrumentation-provider}), or a catalog as JSON ({@code versions}, or a list of entries for a baseline). An
 * input whose name ends in {@code .json} is read only as JSON.
 *
 * @since 0.1.0
 */
public interface CatalogSource {
    /** Returns the name for problems and layers, usually the path. */
    String name();

    /**
     * Opens the input; the loader reads it once, up to its limit, and closes it.
     *
     * @throws NoSuchFileException if there is no such input; for an extension that means that nothing is added
     * @throws IOException if it cannot be read
     */
    InputStream open() throws IOException;

    /** Returns a source that reads a regular file, or a link to one, at every load. */
    static CatalogSource file(Path path) {
        requireNonNull(path, "path");
        return new Opener(path.toString(), true, () -> RegularFile.open(path));
    }

    /** Returns a source of bytes in memory, which are copied. */
    static CatalogSource bytes(String name, byte[] bytes) {
        byte[] copy = bytes.clone();
        return new Opener(requireNonNull(name, "name"), false, () -> new ByteArrayInputStream(copy));
    }

    /** Returns a source of text in memory. */
    static CatalogSource text(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Opener(requireNonNull(name, "name"), false, () -> new ByteArrayInputStream(bytes));
    }

    /** Returns a source of a reader. The first load reads and closes it, so a second load fails. */
    static CatalogSource reader(String name, Reader reader) {
        requireNonNull(reader, "reader");
        return new Opener(requireNonNull(name, "name"), false, () -> new ReaderInputStream(reader));
    }

    /**
     * Returns a source of a resource on the class path or in a module.
     *
     * @param anchor the class beside the resource, or any class of its module
     * @param path as for {@link Class#getResourceAsStream}
     */
    static CatalogSource resource(Class<?> anchor, String path) {
        requireNonNull(anchor, "anchor");
        requireNonNull(path, "path");
        return new Opener(path, false, () -> {
            InputStream stream = anchor.getResourceAsStream(path);
            if (stream == null) {
                throw new NoSuchFileException(path);
            }
            return stream;
        });
    }
}
