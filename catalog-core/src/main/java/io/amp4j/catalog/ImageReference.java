package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

/**
 * The name of one container image.
 *
 * @param repository registry and path, such as {@code ghcr.io/wso2/amp-python-instrumentation-provider}
 * @param tag such as {@code 0.4.0-python3.11}
 */
public record ImageReference(String repository, String tag) {
    /** Refuses null. */
    public ImageReference {
        requireNonNull(repository, "repository");
        requireNonNull(tag, "tag");
    }

    /** Returns {@code repository:tag}, as container tools take it. */
    @Override
    public String toString() {
        return repository + ":" + tag;
    }
}
