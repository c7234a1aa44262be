package io.amp4j.opamp.testing.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the threads of a server: virtual ones from Java 21 on, else daemons with small stacks. */
public final class ServerThreads {
    private static final long STACK_BYTES = 512 * 1024;

    private ServerThreads() {}

    /** Returns a factory; its threads never keep a JVM alive. */
    public static ThreadFactory factory(boolean virtual) {
        ThreadFactory platform = platform();
        return virtual ? virtualOr(platform) : platform;
    }

    private static ThreadFactory platform() {
        AtomicLong count = new AtomicLong();
        return work -> {
            Thread thread = new Thread(null, work, "fake-opamp-" + count.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
    }

    private static ThreadFactory virtualOr(ThreadFactory platform) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle builder = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name =
                    lookup.findVirtual(ofVirtual, "name", MethodType.methodType(ofVirtual, String.class, long.class));
            MethodHandle factory = lookup.findVirtual(ofVirtual, "factory", MethodType.methodType(ThreadFactory.class));
            Object named = name.invoke(builder.invoke(), "fake-opamp-", 1L);
            return (ThreadFactory) factory.invoke(named);
        } catch (Throwable e) {
            // An older Java: its threads are dearer, but do the same.
            return platform;
        }
    }
}
