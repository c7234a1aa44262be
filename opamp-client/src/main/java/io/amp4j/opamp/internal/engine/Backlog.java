package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the user of one agent is still to be told, in order and within bounds: a server can send more while a callback does not
 * return. Of each kind the newest is kept, so that the last call shows the present state.
 *
 * <p>With a store, what is told was saved before: it takes its way through the lane of the store, behind the saves before it.
 */
final class Backlog {

    private static final SafeLogger LOGGER = SafeLogger.of(Backlog.class);

    /** How many bytes the waiting messages of one kind may have on the wire; the newest waits whatever it has. */
    static final long MOST_BYTES = 4 << 20;

    /** What a call is about; each kind has a limit of its own, so that none takes the place of another. */
    enum Kind {
        /** How the connection is doing. */
        CONNECTION(256, true),
        /** What the server said, errors included. */
        MESSAGE(256, true),
        CUSTOM_MESSAGE(1024, true),
        /** Who the agent is; the newest identity is the one in use. */
        IDENTITY(1, false),
        /** What is to be applied; the session waits for an answer to the newest offer alone. */
        REMOTE_CONFIG(1, false),
        /** What the server offers; the session waits for an answer to the newest offer alone. */
        CONNECTION_SETTINGS(1, false),
        /** Why there is no certificate; the newest reason says it all. */
        CERTIFICATE(1, false),
        /** The session asks once and then waits for the answer. */
        RESTART(1, false);

        private final int most;
        private final boolean isLoss;

        /** @param isLoss whether the user misses something when an older one makes room; otherwise the newer one says it all */
        Kind(int most, boolean isLoss) {
            this.most = most;
            this.isLoss = isLoss;
        }
    }

    private final Lane lane;
    private final @Nullable Lane store;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
    private long newest;
    private boolean underway;
    private boolean overflowing;
    private boolean closed;
    private long skipped;

    /**
     * Makes an empty one.
     *
     * @param lane where the user's code runs
     * @param store where saves run; null if there are none
     */
    Backlog(Lane lane, @Nullable Lane store) {
        this.lane = lane;
        this.store = store;
        for (Kind kind : Kind.values()) {
            tallies.put(kind, new Tally());
        }
    }

    /** Has the user told of something after all that waits. */
    void add(Kind kind, Runnable telling) {
        add(kind, 0, telling);
    }

    /** The same for what holds {@code bytes} of a message. */
    void add(Kind kind, long bytes, Runnable telling) {
        long number;
        boolean begins;
        boolean overflows;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            number = ++newest;
            waiting.add(new Call(kind, bytes, number, telling));
            tally(kind).add(bytes);
            overflows = makeRoom(kind) && !overflowing;
            overflowing |= overflows;
            begins = !underway;
            underway = true;
        } finally {
            lock.unlock();
        }
        if (overflows) {
            LOGGER.warning("a callback of an OpAMP agent blocks and too many calls wait; the oldest are skipped");
        }
        if (begins) {
            tellNextOf(number);
        } else {
            nudge();
        }
    }

    /** Returns whether the user misses something. */
    private boolean makeRoom(Kind kind) {
        Tally tally = tally(kind);
        boolean lost = false;
        Iterator<Call> oldest = waiting.iterator();
        while (tally.count > kind.most || (tally.bytes > MOST_BYTES && tally.count > 1)) {
            Call next = oldest.next();
            if (next.kind == kind) {
                oldest.remove();
                tally.remove(next.bytes);
                if (kind.isLoss) {
                    skipped++;
                    lost = true;
                }
            }
        }
        return lost;
    }

    /** Returns how many calls were skipped because too many waited. */
    long skipped() {
        lock.lock();
        try {
            return skipped;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many wait. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what waits and takes nothing any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the oldest call, if it is not newer than {@code number}: what is newer may not be saved yet. */
    private void tellNextOf(long number) {
        Lane before = store;
        if (before == null) {
            lane.execute(() -> tell(number));
        } else {
            before.execute(() -> lane.execute(() -> tell(number)));
        }
    }

    /** There may have been no thread the last time. */
    private void nudge() {
        Lane before = store;
        if (before != null) {
            before.wake();
        }
        lane.wake();
    }

    private void tell(long number) {
        Call next = take(number);
        try {
            if (next != null) {
                next.telling.run();
            }
        } finally {
            goOn();
        }
    }

    private @Nullable Call take(long number) {
        lock.lock();
        try {
            Call next = waiting.peek();
            if (next == null || next.number > number) {
                return null;
            }
            tally(next.kind).remove(next.bytes);
            return waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    private void goOn() {
        long number;
        lock.lock();
        try {
            underway = !waiting.isEmpty();
            overflowing &= underway;
            number = newest;
            if (!underway) {
                return;
            }
        } finally {
            lock.unlock();
        }
        tellNextOf(number);
    }

    private Tally tally(Kind kind) {
        Tally tally = tallies.get(kind);
        if (tally == null) {
            throw new AssertionError(kind);
        }
        return tally;
    }

    private record Call(Kind kind, long bytes, long number, Runnable telling) {}

    /** How much of one kind waits. */
    private static final class Tally {
        int count;
        long bytes;

        void add(long more) {
            count++;
            bytes += more;
        }

        void remove(long less) {
            count--;
            bytes -= less;
        }
    }
}
