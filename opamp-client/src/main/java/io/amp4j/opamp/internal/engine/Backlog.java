package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue of callback calls of one agent, in order and bounded, because a server can send more while a callback does not return. Of each
 * kind the newest call is kept, so that the last call shows the present state.
 *
 * <p>With a store, a callback is called only after the state it reports was saved: its call passes through the lane of the store, behind
 * the saves before it.
 */
final class Backlog {

    private static final SafeLogger LOGGER = SafeLogger.of(Backlog.class);

    /** The limit of the encoded size of all queued messages of one kind; the newest message is queued whatever its size. */
    static final long MOST_BYTES = 4 << 20;

    /** The kind of a call; each kind has a limit of its own, so that none displaces another. */
    enum Kind {
        /** The state of the connection. */
        CONNECTION(256, true),
        /** Messages of the server, errors included. */
        MESSAGE(256, true),
        CUSTOM_MESSAGE(1024, true),
        /** The agent's identity; the newest is the one in use. */
        IDENTITY(1, false),
        /** An offered configuration; the session waits only for the result of the newest offer. */
        REMOTE_CONFIG(1, false),
        /** Offered connection settings; the session waits only for the result of the newest offer. */
        CONNECTION_SETTINGS(1, false),
        /** The refusal of a certificate; the newest reason suffices. */
        CERTIFICATE(1, false),
        /** A restart; the session calls once and then waits for the result. */
        RESTART(1, false);

        private final int most;
        private final boolean isLoss;

        /** @param isLoss whether the user loses information when an older call is dropped; otherwise the newer one supersedes it */
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
     * Creates an empty queue.
     *
     * @param lane runs the user's code
     * @param store runs the saves; null if there are none
     */
    Backlog(Lane lane, @Nullable Lane store) {
        this.lane = lane;
        this.store = store;
        for (Kind kind : Kind.values()) {
            tallies.put(kind, new Tally());
        }
    }

    /** Adds a call behind all that are queued. */
    void add(Kind kind, Runnable telling) {
        add(kind, 0, telling);
    }

    /** Adds a call that holds a message of {@code bytes} bytes. */
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

    /** Drops old calls of a kind; returns whether the user loses information. */
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

    /** Returns how many calls were skipped because too many were queued. */
    long skipped() {
        lock.lock();
        try {
            return skipped;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many calls are queued. */
    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Drops all queued calls and accepts no more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Makes the oldest call, if it is not newer than {@code number}: the state of a newer one may not be saved yet. */
    private void tellNextOf(long number) {
        Lane before = store;
        if (before == null) {
            lane.execute(() -> tell(number));
        } else {
            before.execute(() -> lane.execute(() -> tell(number)));
        }
    }

    /** Tries again to get a thread, in case there was none the last time. */
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

    /** Counts the queued calls of one kind. */
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
