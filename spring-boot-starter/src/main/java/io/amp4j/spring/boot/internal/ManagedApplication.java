package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.OpampClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/** Starts the client with the application, before it takes requests, and keeps the reported health up to date. */
public final class ManagedApplication implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {
    private static final Logger LOG = Logger.getLogger(ManagedApplication.class.getName());

    /** Web servers are 1024 and 2048 below the default. */
    private static final int BEFORE_WEB_SERVERS = SmartLifecycle.DEFAULT_PHASE - 4096;

    private final OpampClient client;
    private final Optional<HealthSource> health;
    private final Duration healthInterval;
    private final Instant startTime;
    private @Nullable ScheduledExecutorService poller;
    private boolean wasStarted;
    private boolean isRunning;
    private boolean isReady;

    /**
     * Starts nothing yet.
     *
     * @throws IllegalStateException if the interval is not positive
     */
    public ManagedApplication(
            OpampClient client, Optional<HealthSource> health, Duration healthInterval, Instant startTime) {
        if (healthInterval.isZero() || healthInterval.isNegative()) {
            throw new IllegalStateException("amp.opamp.health-interval must be positive: " + healthInterval);
        }
        this.client = client;
        this.health = health;
        this.healthInterval = healthInterval;
        this.startTime = startTime;
    }

    @Override
    public synchronized void start() {
        if (!wasStarted) {
            client.start();
            wasStarted = true;
        }
        isRunning = true;
        if (isReady) {
            reportHealth();
        }
    }

    /** From now on Actuator's health means something: everything is started. */
    @Override
    public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
        isReady = true;
        if (isRunning) {
            reportHealth();
        }
    }

    private void reportHealth() {
        if (poller != null) {
            return;
        }
        if (health.isEmpty()) {
            client.updateHealth(ComponentHealth.builder(true)
                    .startTime(startTime)
                    .status("started")
                    .build());
            return;
        }
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "amp-health");
            thread.setDaemon(true);
            return thread;
        });
        HealthSource source = health.get();
        Future<?> unused = executor.scheduleWithFixedDelay(
                () -> report(source), 0, healthInterval.toNanos(), TimeUnit.NANOSECONDS);
        poller = executor;
    }

    private void report(HealthSource source) {
        try {
            client.updateHealth(source.read(startTime));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the health cannot be reported", e);
        }
    }

    /** The client says goodbye when its bean is destroyed, after everything that may still report through it. */
    @Override
    public synchronized void stop() {
        if (poller != null) {
            poller.shutdownNow();
            poller = null;
        }
        isRunning = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return isRunning;
    }

    @Override
    public int getPhase() {
        return BEFORE_WEB_SERVERS;
    }
}
