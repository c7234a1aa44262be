package io.amp4j.opamp.testing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a server has received and sent, and what it is about to send, to detect whether it is idle. */
final class Traffic {
    private final AtomicLong moved = new AtomicLong();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();

    /** Called when something was received, or is about to be sent. */
    void moves() {
        moved.incrementAndGet();
    }

    long moved() {
        return moved.get();
    }

    /** Called when an exchange is held back on purpose. The first run of the returned object ends that state. */
    Runnable holds() {
        AtomicBoolean isHeld = new AtomicBoolean(true);
        held.incrementAndGet();
        return () -> {
            if (isHeld.getAndSet(false)) {
                held.decrementAndGet();
            }
        };
    }

    int held() {
        return held.get();
    }

    /** Called when an answer that waited is sent, on a thread of its own. */
    void begins() {
        begun.incrementAndGet();
    }

    void ends() {
        begun.decrementAndGet();
    }

    boolean isAnswering() {
        return begun.get() > 0;
    }
}
