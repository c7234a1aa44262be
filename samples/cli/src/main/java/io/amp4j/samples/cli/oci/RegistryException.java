package io.amp4j.samples.cli.oci;

/** Why it cannot be said that an image is there. The message holds no secret and no URL beyond its host. */
final class RegistryException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ImageStatus status;

    RegistryException(ImageStatus status, String message) {
        super(message);
        this.status = status;
    }

    ImageStatus status() {
        return status;
    }
}
