package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One configuration file or section. {@link #toString()} does not show the body.
 *
 * @since 0.1.0
 */
public final class ConfigFile {
    private final Bytes body;
    private final String contentType;

    private ConfigFile(Bytes body, String contentType) {
        requireNonNull(body, "body");
        requireNonNull(contentType, "contentType");
        this.body = body;
        this.contentType = contentType;
    }

    /** Returns the content, byte for byte. */
    public Bytes body() {
        return body;
    }

    /** Returns the MIME type of the body, such as {@code text/yaml}; empty if not known. */
    public String contentType() {
        return contentType;
    }

    /** Returns a file of any content, byte for byte; the type is empty if not known. */
    public static ConfigFile of(Bytes body, String contentType) {
        return new ConfigFile(body, contentType);
    }

    /** Returns a file of {@code text} in UTF-8. */
    public static ConfigFile of(String text, String contentType) {
        return new ConfigFile(Bytes.utf8(text), contentType);
    }

    /** Returns a file of YAML, with the type {@code text/yaml}. */
    public static ConfigFile yaml(String text) {
        return of(text, "text/yaml");
    }

    /** Returns a file of JSON, with the type {@code application/json}. */
    public static ConfigFile json(String text) {
        return of(text, "application/json");
    }

    /** Returns the body decoded as UTF-8; invalid sequences become the replacement character. */
    public String text() {
        return body.toText();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConfigFile that && body.equals(that.body) && contentType.equals(that.contentType);
    }

    @Override
    public int hashCode() {
        return Objects.hash(body, contentType);
    }

    /** Shows the size of the body and the type, on one line; characters that are not printable are escaped. */
    @Override
    public String toString() {
        return "ConfigFile[" + body.size() + " bytes, contentType=" + Printable.text(contentType, Copies.LONGEST_SHOWN)
                + "]";
    }
}
