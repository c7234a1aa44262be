package io.amp4j.opamp.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;

/** Virtual time: what is to happen, in order of time and, at the same time, of planning. Remembers the last things that happened. */
final class Timeline {
    private static final int REMEMBERED = 60;

    /** More than what a thousand agents do at any one moment; else something happens again and again without any time passing. */
    private static final int MOST_AT_ONCE = 100_000;

    private record Planned(long at, long order, Runnable what) {}

    private final PriorityQueue<Planned> planned = new PriorityQueue<>((a, b) -> {
        int byTime = Long.compare(a.at, b.at);
        return byTime == 0 ? Long.compare(a.order, b.order) : byTime;
    });
    private final Deque<String> recent = new ArrayDeque<>();
    private final boolean tells;
    private long now;
    private long order;
    private long fingerprint = 17;
    private long steps;
    private int atOnce;

    Timeline(boolean tells) {
        this.tells = tells;
    }

    long now() {
        return now;
    }

    long steps() {
        return steps;
    }

    /** Two runs with the same fingerprint did the same things at the same times. */
    long fingerprint() {
        return fingerprint;
    }

    void in(long nanos, Runnable what) {
        at(now + nanos, what);
    }

    void at(long nanos, Runnable what) {
        planned.add(new Planned(Math.max(nanos, now), order++, what));
    }

    /** Lets everything happen that is planned until {@code end}. */
    void runUntil(long end, Runnable afterEachStep) {
        while (!planned.isEmpty() && planned.peek().at <= end) {
            Planned next = planned.remove();
            atOnce = next.at == now ? atOnce + 1 : 0;
            if (atOnce > MOST_AT_ONCE) {
                throw new AssertionError("time stands still");
            }
            now = next.at;
            steps++;
            next.what.run();
            afterEachStep.run();
        }
        now = end;
    }

    int planned() {
        return planned.size();
    }

    /** Something happened to someone. */
    void note(int who, String what) {
        fingerprint = fingerprint * 31 + now;
        fingerprint = fingerprint * 31 + who;
        fingerprint = fingerprint * 31 + what.hashCode();
        String line = now / 1_000_000 + " ms  agent " + who + "  " + what;
        if (tells) {
            System.out.println(line);
        }
        recent.addLast(line);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
    }

    String recent() {
        return String.join("\n", recent);
    }
}
