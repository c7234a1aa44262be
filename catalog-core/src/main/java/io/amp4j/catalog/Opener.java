package io.amp4j.catalog;

import io.amp4j.catalog.internal.node.Quoted;
import java.io.IOException;
import java.io.InputStream;

/**
 * A source that consists of a name and a function to open it.
 *
 * @param canChange whether its content can change; a source that cannot change is read only once by a {@link ReloadingCatalog}
 */
record Opener(String name, boolean canChange, Opening opening) implements CatalogSource {
    /** Opens the input. */
    interface Opening {
        InputStream open() throws IOException;
    }

    @Override
    public InputStream open() throws IOException {
        return opening.open();
    }

    /** Returns only the name, not the content. */
    @Override
    public String toString() {
        return Quoted.onOneLine(name);
    }
}
