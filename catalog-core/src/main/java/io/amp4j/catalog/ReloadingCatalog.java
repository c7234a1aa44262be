package io.amp4j.catalog;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A catalog that follows its sources: it looks at them every few seconds, loads them when they have changed, and keeps the
 * last good catalog when what it finds is bad.
 *
 * <pre>{@code
 * ReloadingCatalog catalogs = ReloadingCatalog.builder(loader).listener(listener).open();
 * catalogs.current().find("0.4.0");
 * }</pre>
 *
 * <p>Each look reads the content of the files and of the sources of the caller's own, and compares it with what was loaded. So
 * nothing depends on time stamps or on events of the file system, and a ConfigMap that Kubernetes swaps by a symbolic link, a
 * file renamed over another and one written in place are all noticed. Texts, bytes, readers and resources are read once.
 *
 * <p>A change is loaded after it has held still for {@link Builder#settle}. A source that vanishes must stay away for
 * {@link Builder#absence}, so that no swap, however clumsy, takes the operator's entries away for a moment; after that it is
 * loaded as any loader loads it, without what it said.
 *
 * <p>Safe for any number of threads. One daemon thread, {@value #THREAD_NAME}, looks, loads and calls the listeners, unless
 * {@link Builder#executor} gives another.
 *
 * @since 0.1.0
 */
public final class ReloadingCatalog implements AutoCloseable {
    private static final Log LOG = Log.of(ReloadingCatalog.class);
    private static final String THREAD_NAME = "amp4j-catalog-reload";
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final CatalogLoader loader;
    private final List<CatalogListener> listeners;
    private final Settling settling;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;

    private volatile InstrumentationCatalog current;
    private volatile Validation latest;
    private volatile boolean closed;
    private volatile @Nullable Future<?> nextLook;
    private boolean lastLookFailed;

    /** Guards {@link #inListener} and the step from open to closed; never held while a listener runs. */
    private final Object gate = new Object();

    private @Nullable Thread inListener;

    private ReloadingCatalog(Builder builder, List<Reading> readings, Validation.Valid loaded) {
        this.loader = builder.loader;
        this.listeners = List.copyOf(builder.listeners);
        this.settling = new Settling(builder.interval, builder.settle, builder.absence, readings);
        this.ownsExecutor = builder.executor == null;
        this.executor = builder.executor == null ? ownExecutor() : builder.executor;
        this.current = loaded.catalog();
        this.latest = loaded;
    }

    private static ScheduledExecutorService ownExecutor() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, THREAD_NAME);
            thread.setDaemon(true);
            return thread;
        });
        // So that the thread ends with close() and not with the interval, even when a look schedules the next one
        // meanwhile.
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Starts with the defaults for a loader, which says what is read and how it is judged. */
    public static Builder builder(CatalogLoader loader) {
        return new Builder(loader);
    }

    /** Returns the last good catalog. Never blocks, never fails, and goes on after {@link #close()}. */
    public InstrumentationCatalog current() {
        return current;
    }

    /**
     * Returns what came of the latest load: valid with {@link #current()} and its warnings, or invalid when the sources are refused
     * and the current catalog is older than they are. Never blocks; what a health check wants to know.
     */
    public Validation latest() {
        return latest;
    }

    private void look() {
        try {
            List<Reading> seen = loader.readAgain(settling.believed());
            if (settling.isDue(seen)) {
                take(seen);
            }
            lastLookFailed = false;
        } catch (Throwable e) {
            // A source of the caller's own, or a JVM in need: it may be better the next time, and the change is still
            // due then.
            if (!lastLookFailed) {
                LOG.warning(
                        "Cannot load the sources of the catalog; the catalog in use stands, and they are tried again",
                        e);
            }
            lastLookFailed = true;
        } finally {
            scheduleLook();
        }
    }

    /** Believes what was seen after it has been judged, and not before: whatever fails on the way leaves the change to the next look. */
    private void take(List<Reading> seen) {
        InstrumentationCatalog before = current;
        Validation validation = loader.judge(seen);
        if (validation instanceof Validation.Valid valid) {
            CatalogDiff diff = CatalogDiff.between(before, valid.catalog());
            settling.believe(seen);
            current = valid.catalog();
            latest = valid;
            tell(listener -> listener.onReloaded(valid.catalog(), diff, valid.problems()));
        } else {
            String refusal = "The catalog has changed and is refused; the catalog in use stands:\n"
                    + new CatalogException(validation.problems()).getMessage();
            settling.believe(seen);
            latest = validation;
            LOG.warning(refusal, null);
            tell(listener -> listener.onRefused(validation.problems(), before));
        }
    }

    private void tell(Consumer<CatalogListener> call) {
        for (CatalogListener listener : listeners) {
            synchronized (gate) {
                if (closed) {
                    return;
                }
                inListener = Thread.currentThread();
            }
            try {
                call.accept(listener);
            } catch (Throwable e) {
                // Also errors: a listener must not end the watch.
                LOG.warning("A listener of the catalog failed; the catalog is in use all the same", e);
            } finally {
                synchronized (gate) {
                    inListener = null;
                    gate.notifyAll();
                }
            }
        }
    }

    private void scheduleLook() {
        if (closed) {
            return;
        }
        try {
            Future<?> scheduled =
                    executor.schedule(this::look, settling.nextLook().toNanos(), TimeUnit.NANOSECONDS);
            nextLook = scheduled;
            if (closed) {
                scheduled.cancel(false);
            }
        } catch (RejectedExecutionException e) {
            if (!closed) {
                LOG.warning("The executor takes no more work, so changes of the catalog are no longer noticed", null);
            }
        } catch (Throwable e) {
            LOG.warning("The executor failed, so changes of the catalog are no longer noticed", e);
        }
    }

    /**
     * Stops looking. A listener that runs is waited for, at most 5 s, unless it is the one that closes; none is called after that.
     * The current catalog can still be read. Repeatable, and never throws.
     */
    @Override
    public void close() {
        long deadline = System.nanoTime() + LONGEST_CLOSE.toNanos();
        synchronized (gate) {
            closed = true;
        }
        Future<?> scheduled = nextLook;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        if (ownsExecutor) {
            executor.shutdown();
        }
        awaitListener(deadline);
    }

    private void awaitListener(long deadline) {
        boolean interrupted = false;
        synchronized (gate) {
            while (inListener != null && inListener != Thread.currentThread() && !interrupted) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    break;
                }
                try {
                    gate.wait(millis);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the current catalog, and whether it is older than its sources. */
    @Override
    public String toString() {
        return "ReloadingCatalog[" + current + (latest.isValid() ? "" : ", the sources are refused")
                + (closed ? ", closed" : "") + "]";
    }

    /** Collects how to follow the sources. Not safe for several threads. */
    public static final class Builder {
        /** What can be waited for in nanoseconds, with room to add two of them. */
        private static final Duration LONGEST = Duration.ofDays(36_500);

        private final CatalogLoader loader;
        private final List<CatalogListener> listeners = new ArrayList<>();
        private Duration interval = Duration.ofSeconds(5);
        private Duration settle = Duration.ofSeconds(1);
        private Duration absence = Duration.ofMinutes(1);
        private @Nullable ScheduledExecutorService executor;

        private Builder(CatalogLoader loader) {
            this.loader = requireNonNull(loader, "loader");
        }

        /**
         * Sets how long to wait between two looks; 5 s by default.
         *
         * @throws IllegalArgumentException when it is not positive or above 36,500 days
         */
        public Builder interval(Duration newInterval) {
            if (newInterval.isZero()) {
                throw new IllegalArgumentException("interval must be positive: " + newInterval);
            }
            this.interval = checked("interval", newInterval);
            return this;
        }

        /**
         * Sets how long a change must hold still until it is loaded, so that a file is not read while it is being written; 1 s by
         * default. A file that never holds still is never loaded.
         *
         * @throws IllegalArgumentException when it is negative or above 36,500 days
         */
        public Builder settle(Duration newSettle) {
            this.settle = checked("settle", newSettle);
            return this;
        }

        /**
         * Sets how long a source must be away until the catalog goes on without it; 1 min by default.
         *
         * @throws IllegalArgumentException when it is negative or above 36,500 days
         */
        public Builder absence(Duration newAbsence) {
            this.absence = checked("absence", newAbsence);
            return this;
        }

        private static Duration checked(String name, Duration duration) {
            if (duration.isNegative()) {
                throw new IllegalArgumentException(name + " must not be negative: " + duration);
            }
            if (duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(name + " must be at most " + LONGEST + ": " + duration);
            }
            return duration;
        }

        /** Adds a listener; they are called in the order in which they were added. */
        public Builder listener(CatalogListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /** Sets what looks, loads and calls the listeners; by default a daemon thread of its own. The caller shuts it down. */
        public Builder executor(ScheduledExecutorService newExecutor) {
            this.executor = requireNonNull(newExecutor, "newExecutor");
            return this;
        }

        /**
         * Loads the sources on the calling thread and begins to follow them.
         *
         * @throws CatalogException with all problems when the sources are refused; nothing is started then
         */
        public ReloadingCatalog open() {
            List<Reading> readings = loader.read();
            Validation validation = loader.judge(readings);
            if (!(validation instanceof Validation.Valid valid)) {
                throw new CatalogException(validation.problems());
            }
            ReloadingCatalog catalogs = new ReloadingCatalog(this, readings, valid);
            catalogs.scheduleLook();
            return catalogs;
        }
    }
}
