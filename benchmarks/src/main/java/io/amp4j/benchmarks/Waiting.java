package io.amp4j.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, by looking now and then; nothing that is measured waits this way. */
final class Waiting {

    private Waiting() {}

    /** Waits until something is so; fails after two minutes. */
    static void until(String what, long pauseMicros, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
        }
    }

    /** Waits for the end of a thread. */
    static void forEndOf(Thread thread) {
        until("the end of " + thread.getName(), 1_000, () -> !thread.isAlive());
    }

    /** Lets time pass. */
    static void seconds(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        until("time to pass", 100_000, () -> System.nanoTime() >= end);
    }
}
