package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The executor that a user has given to run callbacks. Tasks are handed to it by threads of the engine that are there for the code of users,
 * since handing over may take long, or run the task in place; what it does not take runs there. So a callback is not lost and holds
 * up nobody else, whatever the executor is.
 */
final class UserExecutor implements Executor {

    private static final SafeLogger LOGGER = SafeLogger.of(UserExecutor.class);

    private static final ThreadLocal<@Nullable WorkCounter> RUNNING = new ThreadLocal<>();

    private final Executor given;
    private final Executor own;
    private final WorkCounter counter;
    private final AtomicBoolean refused = new AtomicBoolean();

    /**
     * Wraps an executor.
     *
     * @param own hands tasks over, and runs what the given one does not take
     * @param counter counts each task until it has run
     */
    UserExecutor(Executor given, Executor own, WorkCounter counter) {
        this.given = given;
        this.own = own;
        this.counter = counter;
    }

    /** Returns whether the caller runs a task that is counted by {@code counter}. */
    static boolean isThreadOf(WorkCounter counter) {
        return RUNNING.get() == counter;
    }

    @Override
    public void execute(Runnable task) {
        Once once = new Once(task);
        counter.begin(WorkCounter.Kind.CALLBACK);
        try {
            own.execute(() -> handOver(once));
        } catch (Throwable e) {
            once.drop();
            throw e;
        }
    }

    private void handOver(Once task) {
        try {
            given.execute(task);
        } catch (Throwable e) {
            // It may have taken the task nevertheless, or even run it.
            if (refused.compareAndSet(false, true)) {
                LOGGER.warning(
                        "the executor given to the client for callbacks takes no task; threads of the client run them",
                        e);
            }
            task.run();
        }
    }

    /** Runs a task once, whoever comes first. */
    private final class Once implements Runnable {
        private final Runnable task;
        private final AtomicBoolean begun = new AtomicBoolean();

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            WorkCounter before = RUNNING.get();
            RUNNING.set(counter);
            try {
                task.run();
            } finally {
                if (before == null) {
                    RUNNING.remove();
                } else {
                    RUNNING.set(before);
                }
                counter.end(WorkCounter.Kind.CALLBACK);
            }
        }

        void drop() {
            if (begun.compareAndSet(false, true)) {
                counter.end(WorkCounter.Kind.CALLBACK);
            }
        }
    }
}
