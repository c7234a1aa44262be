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
 * A catalog that follows its sources: it checks them every few seconds, loads them when they have changed, and keeps the last valid catalog
 * if they are invalid.
 *
 * <pre>{@code
 * ReloadingCatalog catalogs = ReloadingCatalog.builder(loader).listener(listener).open();
 * catalogs.current().find("0.4.0");
 * }</pre>
 *
 * <p>Each check reads the content of the files and of the caller's own sources, and compares it with what was loaded. So it does not depend
 * on time stamps or file system events, and detects a ConfigMap that Kubernetes replaces with a symbolic link, a renamed file, and a file
 * written in place. Texts, bytes, readers and resources are read once.
 *
 * <p>A change is loaded after the content has not changed again for {@link Builder#settle}. A missing source must stay missing for
 * {@link Builder#absence}, so that a slow replacement of a file does not remove the operator's entries for a moment; after that the catalog
 * is loaded without the source's entries.
 *
 * <p>Thread-safe. One daemon thread, {@value #THREAD_NAME}, checks, loads and calls the listeners, unless {@link Builder#executor} sets
 * another.
 *
 * @since 0.1.0
 */
public final class ReloadingCatalog implements AutoCloseable {
    private static final Log LOG = Log.of(ReloadingCatalog.class);
    private static final String THREAD_NAME = "amp4j-catalog-reload";
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final CatalogLoader loader;
    private final List<CatalogListener> listeners;
    private final DebouncedChange debounced;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;

    private volatile InstrumentationCatalog current;
    private volatile Validation latest;
    private volatile boolean closed;
    private volatile @Nullable Future<?> nextLook;
    private boolean lastLookFailed;

    /** Guards {@link #inListener} and the transition to closed; never held while a listener runs. */
    private final Object gate = new Object();

    private @Nullable Thread inListener;

    private ReloadingCatalog(Builder builder, List<Reading> readings, Validation.Valid loaded) {
        this.loader = builder.loader;
        this.listeners = List.copyOf(builder.listeners);
        this.debounced = new DebouncedChange(builder.interval, builder.settle, builder.absence, readings);
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
        // So that the thread ends at close() and not after the interval, even if a running check schedules the next
        // one.
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Returns a builder with the defaults for a loader, which defines the sources and the validation. */
    public static Builder builder(CatalogLoader loader) {
        return new Builder(loader);
    }

    /** Returns the last valid catalog. Never blocks or throws, and works after {@link #close()}. */
    public InstrumentationCatalog current() {
        return current;
    }

    /**
     * Returns the result of the latest load: valid with {@link #current()} and its warnings, or invalid if the sources are refused and the
     * current catalog is older than they are. Never blocks; suited for a health check.
     */
    public Validation latest() {
        return latest;
    }

    private void look() {
        try {
            List<Reading> seen = loader.readAgain(debounced.believed());
            if (debounced.isDue(seen)) {
                take(seen);
            }
            lastLookFailed = false;
        } catch (Throwable e) {
            // A failure of a caller's own source, or for example out of memory: it may succeed the next time, and the
            // change is still due then.
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

    /** Records the readings as processed only after the load: if anything fails before, the change is left to the next check. */
    private void take(List<Reading> seen) {
        InstrumentationCatalog before = current;
        Validation validation = loader.judge(seen);
        if (validation instanceof Validation.Valid valid) {
            CatalogDiff diff = CatalogDiff.between(before, valid.catalog());
            debounced.believe(seen);
            current = valid.catalog();
            latest = valid;
            tell(listener -> listener.onReloaded(valid.catalog(), diff, valid.problems()));
        } else {
            String refusal = "The catalog has changed and is refused; the catalog in use stands:\n"
                    + new CatalogException(validation.problems()).getMessage();
            debounced.believe(seen);
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
                // Errors are caught too: a listener must not end the checks.
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
                    executor.schedule(this::look, debounced.nextLook().toNanos(), TimeUnit.NANOSECONDS);
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
     * Stops the checks. Waits at most 5 s for a running listener, unless the listener itself calls this; no listener is called after that.
     * The current catalog can still be read. May be called more than once, and never throws.
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

    /** Builds a reloading catalog. Not thread-safe. */
    public static final class Builder {
        /** The longest time of which the sum of two fits a long of nanoseconds. */
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
         * Sets the interval between two checks; 5 s by default.
         *
         * @throws IllegalArgumentException if it is not positive or above 36,500 days
         */
        public Builder interval(Duration newInterval) {
            if (newInterval.isZero()) {
                throw new IllegalArgumentException("interval must be positive: " + newInterval);
            }
            this.interval = checked("interval", newInterval);
            return this;
        }

        /**
         * Sets how long the content must stay unchanged before it is loaded, so that a file is not loaded while it is being written; 1 s by
         * default. A file that changes all the time is never loaded.
         *
         * @throws IllegalArgumentException if it is negative or above 36,500 days
         */
        public Builder settle(Duration newSettle) {
            this.settle = checked("settle", newSettle);
            return this;
        }

        /**
         * Sets how long a source must be missing before the catalog is loaded without it; 1 min by default.
         *
         * @throws IllegalArgumentException if it is negative or above 36,500 days
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

        /**
         * Sets the executor that checks, loads and calls the listeners; by default a daemon thread of its own. The caller shuts the
         * executor down.
         */
        public Builder executor(ScheduledExecutorService newExecutor) {
            this.executor = requireNonNull(newExecutor, "newExecutor");
            return this;
        }

        /**
         * Loads the sources on the calling thread and starts to follow them.
         *
         * @throws CatalogException with all problems if the sources are refused; nothing is started then
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
