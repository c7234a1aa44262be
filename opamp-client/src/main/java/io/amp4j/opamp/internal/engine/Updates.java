package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.session.Event;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of new values of an agent's state for its session. Each kind has one place in the queue: a new value replaces a queued one of
 * the same kind. So at most one value of each kind is queued, however large and many they are, and a kind keeps its place even if its
 * values arrive faster than the queue is processed.
 */
final class Updates {

    private final Executor loop;
    private final Consumer<Event> process;
    private final Map<Class<?>, AtomicReference<@Nullable Event>> waiting = new ConcurrentHashMap<>();

    Updates(Executor loop, Consumer<Event> process) {
        this.loop = loop;
        this.process = process;
    }

    void add(Event change) {
        AtomicReference<@Nullable Event> newest =
                waiting.computeIfAbsent(change.getClass(), kind -> new AtomicReference<>());
        if (newest.getAndSet(change) == null) {
            loop.execute(() -> {
                Event due = newest.getAndSet(null);
                if (due != null) {
                    process.accept(due);
                }
            });
        }
    }
}
