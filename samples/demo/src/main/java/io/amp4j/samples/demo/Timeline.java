package io.amp4j.samples.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Prints what happens, one line each, with the milliseconds since the start. Callable from any thread. */
final class Timeline {
    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final long start;

    Timeline(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Opens one of the demo's parts. */
    synchronized void part(String title) {
        out.println();
        out.println("== " + title);
    }

    /** One thing that happened: who did it, and what. */
    synchronized void event(String who, String what) {
        long millis = (nanoTime.getAsLong() - start) / 1_000_000;
        out.println(String.format(Locale.ROOT, "%6d ms  %-8s %s", millis, who, what));
    }
}
