package io.amp4j.catalog;

import io.amp4j.catalog.internal.node.Quoted;
import java.io.IOException;
import java.io.InputStream;

/**
 * A source that is a name and a way to open it.
 *
 * @param canChange whether it may find something else the next time; what cannot is opened once by those who look often
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

    /** Returns the name: what is inside is the input's own business. */
    @Override
    public String toString() {
        return Quoted.onOneLine(name);
    }
}
