package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import io.amp4j.catalog.internal.node.Quoted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name of one container image.
 * @since 0.1.0
 */
public final class ImageReference {
    private final String repository;
    private final String tag;

    private ImageReference(String repository, String tag) {
        requireNonNull(repository, "repository");
        requireNonNull(tag, "tag");
        this.repository = repository;
        this.tag = tag;
    }

    /** Returns the reference of an image with a tag. */
    public static ImageReference of(String repository, String tag) {
        return new ImageReference(repository, tag);
    }

    /** Returns registry and path, such as {@code ghcr.io/wso2/amp-python-instrumentation-provider}. */
    public String repository() {
        return repository;
    }

    /** Returns the tag, such as {@code 0.4.0-python3.11}. */
    public String tag() {
        return tag;
    }

    /** Returns {@code repository:tag}, as container tools accept it. */
    @Override
    public String toString() {
        return Quoted.onOneLine(repository + ":" + tag);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageReference that && repository.equals(that.repository) && tag.equals(that.tag);
    }

    @Override
    public int hashCode() {
        return Objects.hash(repository, tag);
    }
}
