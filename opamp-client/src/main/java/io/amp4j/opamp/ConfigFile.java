package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

/**
 * One configuration file or section. {@link #toString()} does not show the body.
 *
 * @param body the content, byte for byte
 * @param contentType the MIME type of the body, such as {@code text/yaml}; empty if not known
 */
public record ConfigFile(Bytes body, String contentType) {
    public ConfigFile {
        requireNonNull(body, "body");
        requireNonNull(contentType, "contentType");
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

    /** Returns the body read as UTF-8; what is not valid UTF-8 becomes the replacement character. */
    public String text() {
        return body.toText();
    }

    @Override
    public String toString() {
        return "ConfigFile[" + body.size() + " bytes, contentType=" + contentType + "]";
    }
}
