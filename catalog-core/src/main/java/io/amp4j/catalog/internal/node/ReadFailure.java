package io.amp4j.catalog.internal.node;

import java.util.List;

/** An input that cannot be read to its end. The reader gives it up; other inputs of the same load go on. */
public final class ReadFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** Every code that a failure can have; {@code docs/catalog-problems.md} has a row for each. */
    public static final List<String> CODES = List.of(
            "unreadable",
            "too-large",
            "encoding",
            "forbidden-character",
            "malformed",
            "several-documents",
            "too-deep",
            "too-many-aliases",
            "too-many-entries",
            "bad-alias",
            "bad-merge-key");

    private final String code;
    private final int line;
    private final int column;

    /** A failure at a place of the input. */
    public ReadFailure(String code, String reason, int line, int column) {
        super(reason, null, false, false);
        if (!CODES.contains(code)) {
            throw new IllegalArgumentException("unknown code: " + code);
        }
        this.code = code;
        this.line = line;
        this.column = column;
    }

    /** A failure of the input as a whole. */
    public ReadFailure(String code, String reason) {
        this(code, reason, 0, 0);
    }

    /** Returns the stable code of the problem. */
    public String code() {
        return code;
    }

    /** Returns what is wrong and what to do, without the place. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    /** Returns the line, from 1; 0 for the input as a whole. */
    public int line() {
        return line;
    }

    /** Returns the column, from 1; 0 for the input as a whole. */
    public int column() {
        return column;
    }
}
