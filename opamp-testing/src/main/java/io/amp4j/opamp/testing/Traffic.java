package io.amp4j.opamp.testing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a server has received and sent, and what it is about to send by itself: enough to tell whether anything happens. */
final class Traffic {
    private final AtomicLong moved = new AtomicLong();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();

    /** Something was received, or is about to be sent. */
    void moves() {
        moved.incrementAndGet();
    }

    long moved() {
        return moved.get();
    }

    /** An exchange is held back on purpose. The result ends that, the first time that it runs. */
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

    /** An answer that waited is given now, on a thread of its own. */
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
