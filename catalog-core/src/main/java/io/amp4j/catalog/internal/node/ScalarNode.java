package io.amp4j.catalog.internal.node;

/** A single value with its text as it stands in the input: {@code 3.10} stays {@code 3.10}. */
public final class ScalarNode extends Node {
    /** What the input's format takes the text for. */
    public enum Kind {
        /** Quoted, or plain and nothing else. */
        TEXT("text"),
        /** An unquoted number. */
        NUMBER("a number"),
        /** An unquoted boolean. */
        BOOLEAN("a boolean"),
        /** Nothing at all, {@code ~} or {@code null}. */
        NULL("nothing"),
        /** Base64 under a {@code !!binary} tag. */
        BINARY("binary data");

        private final String description;

        Kind(String description) {
            this.description = description;
        }
    }

    private final Kind kind;
    private final String text;

    ScalarNode(Kind kind, String text, int line, int column) {
        super(line, column);
        this.kind = kind;
        this.text = text;
    }

    /** Returns what the text is taken for. */
    public Kind kind() {
        return kind;
    }

    /** Returns the text of the input, without quotes. */
    public String text() {
        return text;
    }

    /** Returns whether this is a text that is not empty and has nothing around it that cannot be seen. */
    public boolean isCleanText() {
        return kind == Kind.TEXT && !text.isEmpty() && !Invisible.isAround(text);
    }

    @Override
    public String description() {
        return kind == Kind.TEXT || kind == Kind.NULL || kind == Kind.BINARY
                ? kind.description
                : kind.description + " (" + Quoted.shortened(text) + ")";
    }
}
