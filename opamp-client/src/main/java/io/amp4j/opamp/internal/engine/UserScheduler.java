package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The scheduler that a user has given to a client, as the source of a loop's delays. It may throw whatever it likes. */
final class UserScheduler {

    private static final SafeLogger LOGGER = SafeLogger.of(UserScheduler.class);

    /** How long a thread that moves a manual clock waits for a timer to be handled. */
    private static final long TIMER_TIMEOUT_SECONDS = 10;

    /** By how much a timer may be late because the scheduler counts from later. */
    private static final long TOLERATED_DELAY_NANOS = 1_000_000;

    private final ScheduledExecutorService scheduler;
    private final Loop loop;
    private final boolean mayBeManual;
    private final AtomicBoolean failed = new AtomicBoolean();

    /**
     * Wraps a scheduler.
     *
     * @param mayBeManual whether its time may be moved by hand: then its thread waits until a timer is handled
     */
    UserScheduler(ScheduledExecutorService scheduler, Loop loop, boolean mayBeManual) {
        this.scheduler = scheduler;
        this.loop = loop;
        this.mayBeManual = mayBeManual;
    }

    /**
     * Hands over a timer. A scheduler takes delays, and a delay counts from a moment that has passed when it gets there. With a clock that is
     * moved by hand that moment may be long ago; then the delay is taken anew.
     *
     * @return false if the scheduler takes none, as after its shutdown: the agents must not stop for that
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
     * Has a timer handled, on a thread of the scheduler. With a clock that may be manual this waits until it is: whoever moves such a clock
     * sees all that follows from it within the loop, next timers included, before the clock moves on.
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
