package io.amp4j.opamp.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that happened to a server, and the waits for more. Thread-safe; predicates run without the lock. */
final class Recorder {
    private static final int TRANSCRIPT_LINES = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final int limit;
    private final Deque<Object> transcript = new ArrayDeque<>();
    private final History<ReceivedMessage> messages;
    private final History<ReceivedRequest> requests;
    private final History<ConnectionEvent> events;
    private final List<String> violations = new ArrayList<>();
    private final List<String> misuses = new ArrayList<>();
    private long changeCount;
    private final Map<String, Integer> connectionsByUid;
    private final HighWater connections;
    private final HighWater inFlight;

    /** {@code limit} is the maximum size of each record, {@code agents} the maximum number of agents with counters. */
    Recorder(int limit, int agents) {
        this.limit = limit;
        connectionsByUid = newest(agents);
        connections = new HighWater(1);
        inFlight = new HighWater(agents);
        messages = new History<>(limit);
        requests = new History<>(limit);
        events = new History<>(limit);
    }

    /** Records a message; {@code withIndex} runs under the lock, at the moment at which it becomes visible. */
    ServerMessage message(LongFunction<ServerMessage> withIndex) {
        lock.lock();
        try {
            ServerMessage message = withIndex.apply(messages.total);
            messages.add(message.received());
            note(message.received());
            return message;
        } finally {
            lock.unlock();
        }
    }

    /** Records a request; {@code withIndex} runs under the lock, at the moment at which it becomes visible. */
    Arrival request(LongFunction<Arrival> withIndex) {
        lock.lock();
        try {
            Arrival arrival = withIndex.apply(requests.total);
            requests.add(arrival.request());
            note(arrival.request());
            return arrival;
        } finally {
            lock.unlock();
        }
    }

    ConnectionEvent event(ConnectionEvent event) {
        lock.lock();
        try {
            events.add(event);
            note(event);
            return event;
        } finally {
            lock.unlock();
        }
    }

    void answered(String what) {
        lock.lock();
        try {
            note(what);
        } finally {
            lock.unlock();
        }
    }

    void violation(String what) {
        add(violations, "violation: ", what);
    }

    /** Records that a script requires something that this exchange cannot do; every later wait fails with that message. */
    void misuse(String what) {
        add(misuses, "misuse: ", what);
    }

    private void add(List<String> list, String kind, String what) {
        lock.lock();
        try {
            if (list.size() < limit) {
                list.add(what);
            }
            note(kind + what);
        } finally {
            lock.unlock();
        }
    }

    private void note(Object what) {
        transcript.add(what);
        // The limit applies here too, because this keeps whole messages.
        if (transcript.size() > Math.min(TRANSCRIPT_LINES, limit)) {
            transcript.remove();
        }
        changeCount++;
        changed.signalAll();
    }

    /** Returns how many connections there are now. */
    int connected() {
        return locked(() -> connections.up(""));
    }

    int disconnected() {
        return locked(() -> connections.down(""));
    }

    /** Records how many WebSockets an agent has open. */
    int connectionsOf(String uid, int open) {
        return locked(() -> connectionsByUid.merge(uid, open, Math::max));
    }

    /** Returns how many requests of the agent are in flight with this one. */
    int requestStarted(String uid) {
        return locked(() -> inFlight.up(uid));
    }

    /** Makes waiting threads check their condition again. */
    void changed() {
        lock.lock();
        try {
            changeCount++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int inFlight(String uid) {
        return locked(() -> inFlight.now(uid));
    }

    void requestFinished(String uid) {
        lock.lock();
        try {
            inFlight.down(uid);
            changed();
        } finally {
            lock.unlock();
        }
    }

    int maxConnections() {
        return locked(() -> connections.max(null));
    }

    int maxConnections(String uid) {
        return locked(() -> connectionsByUid.getOrDefault(uid, 0));
    }

    int maxInFlight(@Nullable String uid) {
        return locked(() -> inFlight.max(uid));
    }

    long messageCount() {
        return locked(() -> messages.total);
    }

    List<ReceivedMessage> messages() {
        return locked(() -> messages.from(0));
    }

    List<ReceivedRequest> requests() {
        return locked(() -> requests.from(0));
    }

    List<ConnectionEvent> events() {
        return locked(() -> events.from(0));
    }

    List<String> violations() {
        return locked(() -> List.copyOf(violations));
    }

    List<String> misuses() {
        return locked(() -> List.copyOf(misuses));
    }

    ReceivedMessage awaitMessage(long fromIndex, Predicate<? super ReceivedMessage> wanted, Duration limit) {
        return await("a message as asked for, from message " + fromIndex + " on", messages, fromIndex, wanted, limit);
    }

    ReceivedRequest awaitRequest(Predicate<? super ReceivedRequest> wanted, Duration limit) {
        return await("a request as asked for", requests, 0, wanted, limit);
    }

    ConnectionEvent awaitEvent(Predicate<? super ConnectionEvent> wanted, Duration limit) {
        return await("a connection event as asked for", events, 0, wanted, limit);
    }

    private <T> T await(String what, History<T> history, long from, Predicate<? super T> wanted, Duration limit) {
        Search<T> search = new Search<>(history, from, wanted);
        await(what, search, limit);
        return Objects.requireNonNull(search.found);
    }

    /** Waits until {@code met} is true; checks it again after every event of the server. */
    void await(String what, BooleanSupplier met, Duration limit) {
        boolean reached = reached(
                () -> {
                    if (!misuses().isEmpty()) {
                        throw new AssertionError("the server cannot do what its script says: " + misuses());
                    }
                    return met.getAsBoolean();
                },
                limit);
        if (!reached) {
            throw new AssertionError("waited " + limit + " in vain for " + what + "\n" + describe());
        }
    }

    /** Returns whether {@code met} became true in time. */
    boolean reached(BooleanSupplier met, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            long seen = changes();
            if (met.getAsBoolean()) {
                return true;
            }
            if (!awaitChange(seen, deadline)) {
                return false;
            }
        }
    }

    private long changes() {
        return locked(() -> changeCount);
    }

    private boolean awaitChange(long seen, long deadline) {
        lock.lock();
        try {
            while (changeCount == seen) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        } finally {
            lock.unlock();
        }
    }

    /** Describes the last events, without the content of messages. */
    String describe() {
        lock.lock();
        try {
            return "received " + messages.total + " messages in " + requests.total + " requests; the last events:\n  "
                    + transcript.stream().map(Object::toString).collect(Collectors.joining("\n  "));
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Returns a map that forgets its oldest entry when there are more than {@code limit}. */
    private static <T> Map<String, T> newest(int limit) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > limit;
            }
        };
    }

    /** The last elements of a list that may be long. */
    private static final class History<T> {
        private final int limit;
        private final ArrayDeque<T> kept = new ArrayDeque<>();
        private long total;

        History(int limit) {
            this.limit = limit;
        }

        void add(T element) {
            kept.add(element);
            total++;
            if (kept.size() > limit) {
                kept.remove();
            }
        }

        List<T> from(long index) {
            long skip = Math.max(0, index - (total - kept.size()));
            return kept.stream().skip(skip).toList();
        }
    }

    /** Checks each element only once. */
    private final class Search<T> implements BooleanSupplier {
        private final History<T> history;
        private final Predicate<? super T> wanted;
        private long next;
        private @Nullable T found;

        Search(History<T> history, long from, Predicate<? super T> wanted) {
            this.history = history;
            this.next = from;
            this.wanted = wanted;
        }

        @Override
        public boolean getAsBoolean() {
            List<T> fresh;
            lock.lock();
            try {
                fresh = history.from(next);
                next = Math.max(next, history.total);
            } finally {
                lock.unlock();
            }
            for (T element : fresh) {
                if (wanted.test(element)) {
                    found = element;
                    return true;
                }
            }
            return false;
        }
    }

    /** Counts concurrent operations, for each agent and in total, and keeps the maximum. */
    private static final class HighWater {
        private final Map<String, int[]> byUid;
        private final int[] all = new int[2];

        HighWater(int agents) {
            byUid = newest(agents);
        }

        int up(String uid) {
            raise(all);
            return raise(byUid.computeIfAbsent(uid, key -> new int[2]));
        }

        int down(String uid) {
            all[0]--;
            int[] level = byUid.getOrDefault(uid, new int[2]);
            // An agent that was dropped meanwhile has no counter any more.
            level[0] = Math.max(0, level[0] - 1);
            return level[0];
        }

        int now(String uid) {
            return byUid.getOrDefault(uid, new int[2])[0];
        }

        int max(@Nullable String uid) {
            return uid == null ? all[1] : byUid.getOrDefault(uid, new int[2])[1];
        }

        private static int raise(int[] level) {
            level[0]++;
            level[1] = Math.max(level[1], level[0]);
            return level[0];
        }
    }
}
