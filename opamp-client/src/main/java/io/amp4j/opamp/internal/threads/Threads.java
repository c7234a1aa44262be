package io.amp4j.opamp.internal.threads;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The threads of a transport: all are daemons, named by their purpose and never by the peer. */
public final class Threads {

    private Threads() {}

    /** Platform threads. */
    public static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Virtual threads where the JVM has them (21 or newer), else daemons. */
    public static ThreadFactory cheapest(String prefix) {
        ThreadFactory virtual = virtual(prefix);
        return virtual != null ? virtual : daemons(prefix);
    }

    /** By reflection, because this code is compiled for Java 17. */
    private static @Nullable ThreadFactory virtual(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * Returns an executor that runs each task on a virtual thread of its own if there are virtual threads, or else on a pool of
     * {@code size} threads that grows while tasks are queued.
     */
    public static Executor tasks(int size, String prefix, ScheduledExecutorService timer) {
        ThreadFactory virtual = virtual(prefix);
        return virtual == null
                ? new GrowingThreads(size, Integer.MAX_VALUE, prefix, timer)
                : task -> virtual.newThread(task).start();
    }

    /** Returns a scheduler with one thread, created when needed. */
    public static ScheduledThreadPoolExecutor timer(String prefix) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons(prefix));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setKeepAliveTime(20, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
