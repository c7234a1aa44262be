package io.amp4j.opamp.testing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One file of a remote configuration offer.
 *
 * @since 0.1.0
 */
public final class OfferedFile {
    private final String name;
    private final Bytes body;
    private final String contentType;

    private OfferedFile(String name, Bytes body, String contentType) {
        this.name = name;
        this.body = body;
        this.contentType = contentType;
    }

    /** Returns the name; may be empty if it is the only one. */
    public String name() {
        return name;
    }

    /** Returns the content, any bytes. */
    public Bytes body() {
        return body;
    }

    /** Returns the MIME type; may be empty. */
    public String contentType() {
        return contentType;
    }

    /** Returns a file with text in UTF-8. */
    public static OfferedFile of(String name, String text, String contentType) {
        return new OfferedFile(name, Bytes.utf8(text), contentType);
    }

    /** Returns a file of any content. */
    public static OfferedFile of(String name, Bytes body, String contentType) {
        return new OfferedFile(name, body, contentType);
    }

    /** Returns a file of type {@code text/yaml}. */
    public static OfferedFile yaml(String name, String text) {
        return of(name, text, "text/yaml");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OfferedFile that
                && name.equals(that.name)
                && body.equals(that.body)
                && contentType.equals(that.contentType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, body, contentType);
    }

    /** Leaves the body out. */
    @Override
    public String toString() {
        return Printable.text("OfferedFile['" + name + "', " + body.size() + " bytes of '" + contentType + "']");
    }
}
