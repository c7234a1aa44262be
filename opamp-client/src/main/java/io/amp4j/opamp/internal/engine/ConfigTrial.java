package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.HealthProbe;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches the health of one agent after a configuration was applied. Used on the agent's lane, with one watch at a time. */
final class ConfigTrial {

    private static final SafeLogger LOGGER = SafeLogger.of(ConfigTrial.class);

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final LastKnownGood options;
    private final Supplier<@Nullable ComponentHealth> reported;
    private final Loop loop;
    private final Lane lane;
    private final Executor probes;
    private final Deque<Long> rollBacks = new ArrayDeque<>();
    private @Nullable Watch current;
    private volatile @Nullable Question underWay;

    /**
     * @param reported the health that the agent reported last
     * @param probes runs the probe, which may block
     */
    ConfigTrial(
            LastKnownGood options,
            Supplier<@Nullable ComponentHealth> reported,
            Loop loop,
            Lane lane,
            Executor probes) {
        this.options = options;
        this.reported = reported;
        this.loop = loop;
        this.lane = lane;
        this.probes = probes;
    }

    /**
     * Starts a watch; calls {@code verdict} on the lane with what is wrong, or null if the agent is healthy, unless another watch starts
     * before.
     */
    void watch(Consumer<@Nullable String> verdict) {
        stop();
        Watch watch = new Watch(verdict, loop.now());
        current = watch;
        watch.armNext();
    }

    /** Ends the watch, because another configuration has arrived. Returns whether there was one. */
    boolean stop() {
        Watch watch = current;
        current = null;
        if (watch != null) {
            watch.cancel();
        }
        return watch != null;
    }

    /** Interrupts a probe that is running. May be called by any thread. */
    void close() {
        Question question = underWay;
        if (question != null) {
            question.interrupt();
        }
    }

    /** Returns whether one more configuration may be rolled back, and counts it if so. */
    boolean mayRollBack() {
        long now = loop.now();
        while (!rollBacks.isEmpty() && now - rollBacks.peekFirst() >= HOUR) {
            rollBacks.removeFirst();
        }
        if (rollBacks.size() >= options.rollBacksPerHour()) {
            return false;
        }
        rollBacks.addLast(now);
        return true;
    }

    /** Returns the program's additional text for the server. */
    String details() {
        try {
            String details = options.details().get();
            return details == null || details.isBlank() ? "" : "\n" + details.strip();
        } catch (Throwable e) {
            LOGGER.warning("the details of an unhealthy configuration could not be had", e);
            return "";
        }
    }

    private HealthProbe.Answer probe() {
        HealthProbe probe = options.probe().orElse(null);
        try {
            HealthProbe.Answer answer = probe == null ? reportedHealth() : probe.probe();
            return answer == null ? HealthProbe.Answer.unhealthy("the health probe returned null") : answer;
        } catch (Throwable e) {
            return HealthProbe.Answer.unhealthy("the health probe failed: " + InternalFailure.message(e));
        }
    }

    private HealthProbe.Answer reportedHealth() {
        ComponentHealth health = reported.get();
        if (health == null) {
            return HealthProbe.Answer.unhealthy("the agent has reported no health");
        }
        if (health.isHealthy()) {
            return HealthProbe.Answer.healthy();
        }
        return HealthProbe.Answer.unhealthy(
                health.lastError().isEmpty() ? "the agent reports that it is unhealthy" : health.lastError());
    }

    /** One call of the probe. There is one at a time: a blocked probe occupies one thread, whatever the server offers. */
    private final class Question implements Runnable {
        private final Watch watch;
        private @Nullable Thread thread;
        private boolean interrupted;

        Question(Watch watch) {
            this.watch = watch;
        }

        @Override
        public void run() {
            HealthProbe.Answer answer = HealthProbe.Answer.unhealthy("the health probe was not asked");
            if (begin()) {
                answer = probe();
            }
            end();
            HealthProbe.Answer given = answer;
            lane.execute(() -> {
                underWay = null;
                watch.answered(given);
            });
        }

        private synchronized boolean begin() {
            thread = Thread.currentThread();
            return !interrupted;
        }

        private synchronized void end() {
            thread = null;
            // Clears an interrupt that was meant for the probe, not for the next task of this thread.
            Thread.interrupted();
        }

        synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private final class Watch {
        private final Consumer<@Nullable String> verdict;
        private final long end;
        private final @Nullable ComponentHealth before = reported.get();
        private boolean wasHealthy;
        private boolean over;
        private Loop.@Nullable Timer timer;

        Watch(Consumer<@Nullable String> verdict, long begin) {
            this.verdict = verdict;
            this.end = begin + options.window().toNanos();
        }

        void armNext() {
            long now = loop.now();
            long interval = options.interval().toNanos();
            long next = now - end < 0 ? Math.min(end, now + interval) : now + interval;
            timer = loop.reschedule(null, next, () -> lane.execute(this::look));
        }

        void cancel() {
            over = true;
            close();
            if (timer != null) {
                timer.cancel();
            }
        }

        private void look() {
            if (over) {
                return;
            }
            if (underWay != null && loop.now() - end >= options.interval().toNanos()) {
                end("the health probe does not answer");
                return;
            }
            if (underWay == null) {
                ask();
            }
            armNext();
        }

        private void ask() {
            Question question = new Question(this);
            underWay = question;
            try {
                probes.execute(question);
            } catch (RejectedExecutionException e) {
                underWay = null;
                LOGGER.fine("the client is closed", e);
            }
        }

        private void answered(HealthProbe.Answer answer) {
            boolean isLast = loop.now() - end >= 0;
            if (over) {
                return;
            }
            if (answer.isHealthy()) {
                wasHealthy |= isNewReport();
                if (isLast) {
                    end(null);
                }
            } else if (wasHealthy) {
                end("the agent became unhealthy again: " + answer.reason());
            } else if (isLast) {
                end("the agent is not healthy after " + text(options.window()) + ": " + answer.reason());
            }
        }

        /**
         * A health report from before the configuration does not count: an agent may report that it starts, and later that it is healthy.
         */
        @SuppressWarnings("ReferenceEquality") // two reports may be equal
        private boolean isNewReport() {
            return options.probe().isPresent() || reported.get() != before;
        }

        private void end(@Nullable String problem) {
            cancel();
            if (current == this) {
                current = null;
            }
            verdict.accept(problem);
        }

        private static String text(Duration duration) {
            return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
        }
    }
}
