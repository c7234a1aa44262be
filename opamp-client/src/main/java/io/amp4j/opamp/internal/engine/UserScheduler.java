package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Wraps the user's scheduler for the delays of a loop. The scheduler may throw anything. */
final class UserScheduler {

    private static final SafeLogger LOGGER = SafeLogger.of(UserScheduler.class);

    /** How long a thread that advances a manual clock waits for a timer to be handled. */
    private static final long TIMER_TIMEOUT_SECONDS = 10;

    /** By how much a timer may be late because the scheduler starts to count later. */
    private static final long TOLERATED_DELAY_NANOS = 1_000_000;

    private final ScheduledExecutorService scheduler;
    private final Loop loop;
    private final boolean mayBeManual;
    private final AtomicBoolean failed = new AtomicBoolean();

    /**
     * Wraps a scheduler.
     *
     * @param mayBeManual whether its time may be advanced manually: then its thread waits until a timer is handled
     */
    UserScheduler(ScheduledExecutorService scheduler, Loop loop, boolean mayBeManual) {
        this.scheduler = scheduler;
        this.loop = loop;
        this.mayBeManual = mayBeManual;
    }

    /**
     * Submits a timer. A scheduler takes delays, and some time has passed between the computation of a delay and its submission. With a
     * manual clock that may be a long time; then the delay is computed again.
     *
     * @return false if the scheduler rejects it, for example after its shutdown: the agents must not stop because of that
     */
    boolean takes(Loop.Timer timer) {
        try {
            long seen = loop.now();
            while (timer.at > seen) {
                Future<?> future = scheduler.schedule(() -> fire(timer), timer.at - seen, TimeUnit.NANOSECONDS);
                long then = loop.now();
                if (!mayBeManual || then - seen <= TOLERATED_DELAY_NANOS) {
                    timer.future = future;
                    return true;
                }
                future.cancel(false);
                seen = then;
            }
            loop.execute(timer);
            return true;
        } catch (Throwable e) {
            if (failed.compareAndSet(false, true) && !loop.isClosed()) {
                LOGGER.warning(
                        "the scheduler given to the client accepts no tasks; a thread of the client is used instead",
                        e);
            }
            return false;
        }
    }

    /**
     * Makes the loop handle a timer; called on a thread of the scheduler. With a clock that may be manual this waits until the timer is
     * handled: so everything that follows within the loop, including the next timers, has happened before the clock advances further.
     */
    private void fire(Loop.Timer timer) {
        if (!mayBeManual) {
            loop.execute(timer);
            return;
        }
        CountDownLatch handled = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                timer.run();
            } finally {
                handled.countDown();
            }
        });
        try {
            if (!loop.isCurrentThread()
                    && !loop.isClosed()
                    && !handled.await(TIMER_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.fine(() -> "a timer is not handled yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
