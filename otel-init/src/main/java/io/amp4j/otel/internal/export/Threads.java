package io.amp4j.otel.internal.export;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what may block. */
final class Threads {
    private static final long IDLE_SECONDS = 10;

    private Threads() {}

    /** Returns a pool that runs each task at once, on a daemon thread of that name which ends when it has been idle for a while. */
    static ThreadPoolExecutor onDemand(String name) {
        return new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> OwnWork.thread(task, name));
    }
}
