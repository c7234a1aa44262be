package io.amp4j.samples.cli.oci;

import java.util.Locale;

/** What a registry says of an image. */
public enum ImageStatus {
    /** It can be pulled. */
    PRESENT,
    /** The registry does not have it. */
    MISSING,
    /** The registry wants other credentials than it got. */
    UNAUTHORIZED,
    /** The registry gave no useful answer. */
    ERROR;

    /** Returns the word for people and programs. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
