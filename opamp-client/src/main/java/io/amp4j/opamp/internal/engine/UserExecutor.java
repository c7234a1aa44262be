package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the user's executor of callbacks. Tasks are submitted to it by the engine's threads for user code, because a submission may block,
 * or run the task in the caller's thread; a rejected task runs on the submitting thread. So no callback is lost or delays other agents,
 * whatever the executor does.
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
     * @param own submits tasks, and runs those that the given one rejects
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
            // The executor may still have accepted the task, or even run it.
            if (refused.compareAndSet(false, true)) {
                LOGGER.warning(
                        "the executor given to the client for callbacks takes no task; threads of the client run them",
                        e);
            }
            task.run();
        }
    }

    /** Runs a task once, on the first thread that gets to it. */
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
