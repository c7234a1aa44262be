package io.amp4j.samples.cli.oci;

import io.amp4j.catalog.ImageReference;

/**
 * What came of asking for one image.
 *
 * @param image the image
 * @param status what the registry says
 * @param message why, and what to do; empty when the image is present
 */
public record ImageCheck(ImageReference image, ImageStatus status, String message) {
    /** Returns whether the image can be pulled. */
    public boolean isPresent() {
        return status == ImageStatus.PRESENT;
    }
}
