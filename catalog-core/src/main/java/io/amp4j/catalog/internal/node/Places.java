package io.amp4j.catalog.internal.node;

/** Translates places of a text that stands inside another text. */
public interface Places {
    /** For a text that is the input itself. */
    Places AS_READ = new Places() {
        @Override
        public int line(int line, int column) {
            return line;
        }

        @Override
        public int column(int line, int column) {
            return column;
        }
    };

    /** Returns the line in the outer text. */
    int line(int line, int column);

    /** Returns the column in the outer text. */
    int column(int line, int column);
}
