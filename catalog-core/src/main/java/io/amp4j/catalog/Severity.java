package io.amp4j.catalog;

import java.util.Locale;

/**
 * The severity of a problem: an error refuses the input, a warning does not. Constants may be added: a {@code switch} over them needs a
 * default branch.
 *
 * @since 0.1.0
 */
public enum Severity {
    /** The catalog cannot be loaded. */
    ERROR,
    /** The catalog can be loaded, but an operator should check the input. */
    WARNING;

    /** Returns the name in lower case, as reports and JSON write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
