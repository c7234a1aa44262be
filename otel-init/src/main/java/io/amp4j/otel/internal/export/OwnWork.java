package io.amp4j.otel.internal.export;

import java.util.function.Supplier;

/**
 * Says of a thread whether it does work of an exporter of ours: what instrumentation or a bridge from logging makes of that must not be
 * exported, since that would make more of it.
 */
public final class OwnWork {
    private static final ThreadLocal<Boolean> UNDER_WAY = new ThreadLocal<>();

    private OwnWork() {}

    /** Whether this thread is one of ours, or does our work now. */
    public static boolean isUnderWay() {
        return Thread.currentThread() instanceof OwnThread || UNDER_WAY.get() != null;
    }

    /** Does work of ours on a thread of somebody else. */
    public static <T> T on(Supplier<T> work) {
        if (isUnderWay()) {
            return work.get();
        }
        UNDER_WAY.set(true);
        try {
            return work.get();
        } finally {
            UNDER_WAY.remove();
        }
    }

    /** Returns a daemon thread of ours. */
    static Thread thread(Runnable task, String name) {
        Thread thread = new OwnThread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static final class OwnThread extends Thread {
        OwnThread(Runnable task, String name) {
            super(task, name);
        }
    }
}
