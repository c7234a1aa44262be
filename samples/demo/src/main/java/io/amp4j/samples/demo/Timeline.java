package io.amp4j.samples.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Prints what happens, one line each, with the milliseconds since the start, and keeps it for the page. Callable from any thread. */
final class Timeline {
    /** Who says that something was checked. */
    static final String CHECKED = "checked";

    /**
     * One thing that happened.
     *
     * @param millis since the start of the demo
     */
    record Event(long millis, String who, String what) {}

    /**
     * A part of the demo.
     *
     * @param about what it shows, in a sentence
     * @param startMillis since the start of the demo
     */
    record Chapter(String title, String about, long startMillis, List<Event> events) {
        long endMillis() {
            return events.isEmpty()
                    ? startMillis
                    : events.get(events.size() - 1).millis();
        }
    }

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final long start;
    private final List<Chapter> chapters = new ArrayList<>();

    Timeline(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** Opens one of the demo's chapters. */
    synchronized void chapter(String title, String about) {
        chapters.add(new Chapter(title, about, millis(), new ArrayList<>()));
        out.println();
        out.println("== " + chapters.size() + ". " + title);
        out.println("   " + about);
    }

    /** One thing that happened: who did it, and what; several lines become one. */
    synchronized void event(String who, String what) {
        Event event = new Event(millis(), who, what.lines().collect(Collectors.joining("; ")));
        if (!chapters.isEmpty()) {
            chapters.get(chapters.size() - 1).events().add(event);
        }
        out.println(String.format(Locale.ROOT, "%6d ms  %-8s %s", event.millis(), who, event.what()));
    }

    /** Fails the demo unless the claim holds, and says that it was checked. */
    void check(boolean holds, String claim) {
        DemoFailure.unless(holds, claim);
        event(CHECKED, claim);
    }

    /** Says where the result is. */
    synchronized void end(String sentence) {
        out.println();
        out.println("== " + sentence);
    }

    /** Returns what has happened so far. */
    synchronized List<Chapter> chapters() {
        return chapters.stream()
                .map(one -> new Chapter(one.title(), one.about(), one.startMillis(), List.copyOf(one.events())))
                .toList();
    }

    synchronized long millis() {
        return (nanoTime.getAsLong() - start) / 1_000_000;
    }
}
