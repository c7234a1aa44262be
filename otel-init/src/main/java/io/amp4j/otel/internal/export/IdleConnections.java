package io.amp4j.otel.internal.export;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Open connections that wait for their next request; few, and not for long, as the other side closes them sooner or later. */
final class IdleConnections {
    /** Less than the 60 s of common load balancers, more than the time between two batches. */
    private static final Duration LIFE = Duration.ofSeconds(30);

    private static final int MOST = 4;

    private record Idle(HttpConnection connection, Future<?> end) {
        void close() {
            end.cancel(false);
            connection.close();
        }
    }

    private final ScheduledExecutorService timer;
    private final Deque<Idle> oldestFirst = new ArrayDeque<>();
    private boolean closed;

    /** @param timer not closed here */
    IdleConnections(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Takes out the connection of that way that was used last. */
    synchronized Optional<HttpConnection> take(Route route) {
        Iterator<Idle> newestFirst = oldestFirst.descendingIterator();
        while (newestFirst.hasNext()) {
            Idle idle = newestFirst.next();
            if (idle.connection().route().equals(route)) {
                newestFirst.remove();
                idle.end().cancel(false);
                return Optional.of(idle.connection());
            }
        }
        return Optional.empty();
    }

    /** Closes the connections of that way. */
    synchronized void drop(Route route) {
        for (Optional<HttpConnection> connection = take(route); connection.isPresent(); connection = take(route)) {
            connection.get().close();
        }
    }

    /** Keeps a connection for a while, perhaps in the place of another, or closes it. */
    synchronized void keep(HttpConnection connection) {
        if (closed) {
            connection.close();
            return;
        }
        try {
            Future<?> end = timer.schedule(() -> expire(connection), LIFE.toNanos(), TimeUnit.NANOSECONDS);
            oldestFirst.addLast(new Idle(connection, end));
        } catch (RejectedExecutionException e) {
            // The end has begun.
            connection.close();
        }
        if (oldestFirst.size() > MOST) {
            oldestFirst.removeFirst().close();
        }
    }

    private synchronized void expire(HttpConnection connection) {
        if (oldestFirst.removeIf(idle -> idle.connection() == connection)) {
            connection.close();
        }
    }

    /** Closes all, and those that are still to come. */
    synchronized void close() {
        closed = true;
        clear();
    }

    /** Closes all. */
    synchronized void clear() {
        oldestFirst.forEach(Idle::close);
        oldestFirst.clear();
    }
}
