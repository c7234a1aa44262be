package io.amp4j.samples.cli.oci;

import java.util.Locale;

/** The status of an image in a registry. */
public enum ImageStatus {
    /** It can be pulled. */
    PRESENT,
    /** The registry does not have it. */
    MISSING,
    /** The registry wants other credentials than it got. */
    UNAUTHORIZED,
    /** The registry gave no useful answer. */
    ERROR;

    /** Returns the stable name of the status. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
