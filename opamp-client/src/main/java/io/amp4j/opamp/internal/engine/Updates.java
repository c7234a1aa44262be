package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.session.Event;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * New values of an agent's state on their way to its session. A kind has one place in the queue: a value that comes before the turn of the
 * one before takes that one's place. So what waits is one value of each kind, however large they are and however many come, and a kind has
 * its turn also if its values come faster than the queue moves.
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
