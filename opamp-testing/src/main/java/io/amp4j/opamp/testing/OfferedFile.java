package io.amp4j.opamp.testing;

/**
 * One file of a remote configuration offer.
 *
 * @param name its key; may be empty if it is the only one
 * @param body its content, any bytes
 * @param contentType a MIME type, may be empty
 */
public record OfferedFile(String name, Bytes body, String contentType) {
    /** Returns a file with text in UTF-8. */
    public static OfferedFile of(String name, String text, String contentType) {
        return new OfferedFile(name, Bytes.utf8(text), contentType);
    }

    /** Returns a file of type {@code text/yaml}. */
    public static OfferedFile yaml(String name, String text) {
        return of(name, text, "text/yaml");
    }

    /** Leaves the body out. */
    @Override
    public String toString() {
        return "OfferedFile['" + name + "', " + body.length() + " bytes of '" + contentType + "']";
    }
}
