package io.amp4j.opamp.internal.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who wants to know what became of which custom message. They are told once, on a thread of the executor and not of the loop. */
final class Tickets {

    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Consumer<@Nullable String>> waiting = new ConcurrentHashMap<>();
    private final Executor executor;

    Tickets(Executor executor) {
        this.executor = executor;
    }

    /** Returns a new ticket; {@code told} gets null on delivery, or why there is none. */
    long draw(Consumer<@Nullable String> told) {
        long ticket = last.incrementAndGet();
        waiting.put(ticket, told);
        return ticket;
    }

    void settle(long ticket, @Nullable String refusal) {
        Consumer<@Nullable String> told = waiting.remove(ticket);
        if (told != null) {
            try {
                executor.execute(() -> told.accept(refusal));
            } catch (RejectedExecutionException ended) {
                told.accept(refusal);
            }
        }
    }

    /** Settles what is left, on this thread. */
    void refuseAll(String reason) {
        for (Long ticket : List.copyOf(waiting.keySet())) {
            Consumer<@Nullable String> told = waiting.remove(ticket);
            if (told != null) {
                told.accept(reason);
            }
        }
    }
}
