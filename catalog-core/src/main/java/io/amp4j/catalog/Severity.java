package io.amp4j.catalog;

import java.util.Locale;

/**
 * How bad a problem is: an error refuses the input, a warning does not. New constants may be added: have a default branch.
 *
 * @since 0.1.0
 */
public enum Severity {
    /** The catalog cannot be loaded. */
    ERROR,
    /** The catalog can be loaded, and somebody should look. */
    WARNING;

    /** Returns the name in lower case, as reports and JSON write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
