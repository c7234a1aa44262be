package io.amp4j.samples.cli;

import java.io.PrintWriter;

/** A line that tells how far the work is, drawn over itself. Draws nothing where no person looks. */
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final String TO_LINE_END = "\u001b[K";

    private final PrintWriter out;
    private final boolean isShown;
    private final int all;
    private int done;

    ProgressBar(PrintWriter out, Terminal terminal, int all) {
        this.out = out;
        this.isShown = terminal.isInteractive();
        this.all = all;
        draw();
    }

    /** One more is done. */
    void step() {
        done++;
        draw();
    }

    /** Takes the line away. */
    void clear() {
        if (isShown) {
            out.print("\r" + TO_LINE_END);
            out.flush();
        }
    }

    private void draw() {
        if (isShown) {
            int filled = all == 0 ? WIDTH : WIDTH * done / all;
            out.print("\r[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + all + TO_LINE_END);
            out.flush();
        }
    }
}
