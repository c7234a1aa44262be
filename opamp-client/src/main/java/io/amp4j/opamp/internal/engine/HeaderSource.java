package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.threads.TracingSuppression;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the header supplier of one agent, not on the loop: one call at a time, and each returns or fails within {@link #TIMEOUT} of its
 * start. A blocked supplier is interrupted, and occupies one thread at most if it ignores that. Methods of this class and of {@link Asker}
 * run on the loop.
 */
final class HeaderSource {

    /** How long a call of the supplier may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final SafeLogger LOGGER = SafeLogger.of(HeaderSource.class);

    private final Supplier<Map<String, List<String>>> supplier;
    private final Loop loop;
    private final ElasticPool executor;
    private @Nullable Question<?> last;

    HeaderSource(Supplier<Map<String, List<String>>> supplier, Loop loop, ElasticPool executor) {
        this.supplier = supplier;
        this.loop = loop;
        this.executor = executor;
    }

    /** Receives the result of a call: one of the two methods is called, once. */
    interface Asker<T> {
        void answered(T headers);

        void failed(String why, @Nullable Throwable cause);
    }

    /**
     * Calls the supplier.
     *
     * @param use converts the supplied headers; runs on the supplier's thread, because the supplied map can be user code
     */
    <T> Question<T> ask(Function<Map<String, List<String>>, T> use, Asker<T> asker) {
        Question<?> before = last;
        Question<T> question = new Question<>(use, asker);
        if (before != null && before.isAtWork()) {
            loop.execute(() -> question.fail("the header supplier has not returned from an earlier call", null));
            return question;
        }
        last = question;
        try {
            executor.execute(question);
        } catch (RejectedExecutionException ended) {
            LOGGER.fine("no header supplier is asked after the end", ended);
        }
        return question;
    }

    /** One call of the supplier. */
    final class Question<T> implements Runnable {
        private final Function<Map<String, List<String>>, T> use;
        private final Asker<T> asker;
        private final ReentrantLock lock = new ReentrantLock();
        private Loop.@Nullable Timer timer;
        private boolean settled;
        private boolean givenUp;
        private boolean begun;
        private @Nullable Thread thread;

        Question(Function<Map<String, List<String>>, T> use, Asker<T> asker) {
            this.use = use;
            this.asker = asker;
        }

        /** Calls the supplier, on a thread of the executor. */
        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            // The timeout counts from now, because time spent in the queue is not the supplier's.
            long expiresAt = loop.now() + TIMEOUT.toNanos();
            loop.execute(() -> expireAt(expiresAt));
            try {
                T headers = use(supplied());
                end();
                loop.execute(() -> answer(headers));
            } catch (UnusableHeaders e) {
                end();
                loop.execute(() -> fail("the supplied headers cannot be used: " + e.getMessage(), e));
            } catch (Unusable e) {
                end();
                loop.execute(() -> fail("the supplied headers cannot be used", e.getCause()));
            } catch (Throwable e) {
                end();
                loop.execute(
                        () -> fail("the header supplier failed: " + e.getClass().getName(), e));
            }
        }

        private Map<String, List<String>> supplied() {
            AtomicReference<@Nullable Map<String, List<String>>> supplied = new AtomicReference<>();
            // Tracing is suppressed, because a request for a token before each poll would create a trace for each poll.
            TracingSuppression.run(() -> supplied.set(supplier.get()));
            Map<String, List<String>> answer = supplied.get();
            return answer == null ? Map.of() : answer;
        }

        private T use(Map<String, List<String>> supplied) {
            try {
                return use.apply(supplied);
            } catch (Throwable e) {
                throw new Unusable(e);
            }
        }

        private boolean begin() {
            lock.lock();
            try {
                begun = true;
                thread = givenUp ? null : Thread.currentThread();
                return !givenUp;
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            lock.lock();
            try {
                thread = null;
            } finally {
                lock.unlock();
            }
        }

        private boolean isAtWork() {
            lock.lock();
            try {
                return thread != null || (!begun && !givenUp);
            } finally {
                lock.unlock();
            }
        }

        private void answer(T headers) {
            if (settle()) {
                asker.answered(headers);
            }
        }

        private void fail(String why, @Nullable Throwable cause) {
            if (settle()) {
                asker.failed(why, cause);
            }
        }

        private boolean settle() {
            boolean first = !settled;
            settled = true;
            if (timer != null) {
                timer.cancel();
            }
            return first;
        }

        private void expireAt(long at) {
            if (!settled) {
                timer = loop.reschedule(null, at, this::expire);
            }
        }

        private void expire() {
            if (!settled) {
                stop();
                fail("the header supplier did not return in " + TIMEOUT.toSeconds() + " s", null);
            }
        }

        /** The result is not needed any more; the listener is not called. */
        void giveUp() {
            if (settle()) {
                stop();
            }
        }

        private void stop() {
            lock.lock();
            try {
                givenUp = true;
                if (thread != null) {
                    thread.interrupt();
                }
            } finally {
                lock.unlock();
            }
            // If it has not started, it must not stay queued for a thread.
            executor.remove(this);
        }
    }

    /** The supplier returned something that cannot be used. */
    private static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(Throwable cause) {
            super(cause);
        }
    }
}
