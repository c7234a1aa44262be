package io.amp4j.opamp.internal.threads;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrowingThreadsTest {

    private final ScheduledExecutorService timer = Threads.timer("growing-test-timer-");
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void end() {
        release.countDown();
        timer.shutdownNow();
    }

    @Test
    void growsUpToItsLimitWhileTasksHang() throws Exception {
        GrowingThreads threads = new GrowingThreads(2, 20, "growing-test-", timer);
        CountDownLatch started = new CountDownLatch(20);
        CountDownLatch ended = new CountDownLatch(25);
        for (int i = 0; i < 25; i++) {
            threads.execute(() -> {
                started.countDown();
                awaitRelease();
                ended.countDown();
            });
        }

        assertThat(started.await(20, SECONDS)).isTrue();
        assertThat(threads.isAnyWaiting()).as("the limit holds").isTrue();
        release.countDown();

        assertThat(ended.await(20, SECONDS)).isTrue();
    }

    @Test
    void runsQuickTasksOnFewThreadsHoweverManyComeOneAfterTheOther() throws Exception {
        GrowingThreads threads = new GrowingThreads(2, 1_000, "growing-test-", timer);
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 1_000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            threads.execute(() -> {
                used.add(Thread.currentThread());
                done.countDown();
            });
            assertThat(done.await(20, SECONDS)).isTrue();
        }
        assertThat(used).hasSizeLessThan(50).allMatch(Thread::isDaemon);
    }

    @Test
    void servesTheOthersAfterATaskThatThrows() throws Exception {
        GrowingThreads threads = new GrowingThreads(1, 1, "growing-test-", timer);
        CountDownLatch done = new CountDownLatch(1);
        threads.execute(() -> {
            awaitRelease();
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
            throw new IllegalStateException("as expected");
        });
        threads.execute(done::countDown);
        release.countDown();

        assertThat(done.await(20, SECONDS)).isTrue();
    }

    @Test
    void takesNothingAfterItsEnd() {
        GrowingThreads threads = new GrowingThreads(1, 1, "growing-test-", timer);
        threads.shutdown();

        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(() -> {}));
    }

    private void awaitRelease() {
        try {
            assertThat(release.await(40, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
