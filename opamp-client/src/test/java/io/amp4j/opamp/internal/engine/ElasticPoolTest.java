package io.amp4j.opamp.internal.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ElasticPoolTest {

    private final CountDownLatch release = new CountDownLatch(1);
    private ElasticPool pool =
            new ElasticPool("test-pool-", Integer.MAX_VALUE, new WorkCounter(), WorkCounter.Kind.CALLBACK);

    @AfterEach
    void stop() {
        release.countDown();
        pool.shutdown();
    }

    private void hang() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sharesFewThreadsAmongTasksThatReturnSoon() throws Exception {
        int tasks = 20_000;
        CountDownLatch done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            pool.execute(done::countDown);
        }
        assertThat(done.await(40, SECONDS)).isTrue();
        // A machine that stands still for a while makes some more.
        assertThat(pool.threads()).isLessThan(50);
    }

    @Test
    void runsATaskThoughAllBeforeItHang() throws Exception {
        CountDownLatch begun = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            pool.execute(() -> {
                begun.countDown();
                hang();
            });
        }
        CountDownLatch done = new CountDownLatch(1);
        pool.execute(done::countDown);
        assertThat(done.await(40, SECONDS)).isTrue();
        assertThat(begun.getCount()).isZero();
        assertThat(pool.threads()).isBetween(101, 4 * 101);
    }

    @Test
    void makesNoMoreThreadsThanTheLimit() throws Exception {
        pool = new ElasticPool("test-pool-", 2, new WorkCounter(), WorkCounter.Kind.CALLBACK);
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch all = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
                begun.incrementAndGet();
                two.countDown();
                hang();
                all.countDown();
            });
        }
        assertThat(two.await(20, SECONDS)).isTrue();
        assertThat(begun).hasValue(2);
        assertThat(pool.threads()).isEqualTo(2);
        release.countDown();
        assertThat(all.await(20, SECONDS)).isTrue();
        assertThat(pool.threads()).isEqualTo(2);
    }

    @Test
    void goesOnAfterATaskThatThrewOrLeftAnInterruptBehind() throws Exception {
        pool = new ElasticPool("test-pool-", 1, new WorkCounter(), WorkCounter.Kind.CALLBACK);
        pool.execute(() -> {
            throw new StackOverflowError("a test throws this");
        });
        pool.execute(() -> Thread.currentThread().interrupt());
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        pool.execute(() -> {
            if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
            }
            done.countDown();
        });
        assertThat(done.await(20, SECONDS)).isTrue();
        assertThat(interrupted).hasValue(0);
        assertThat(pool.threads()).isEqualTo(1);
    }

    @Test
    void runsWhatWaitsAfterItsEndAndTakesNothingMore() throws Exception {
        CountDownLatch done = new CountDownLatch(ElasticPool.PROMPT + 5);
        for (int i = 0; i < ElasticPool.PROMPT + 5; i++) {
            pool.execute(() -> {
                hang();
                done.countDown();
            });
        }
        pool.shutdown();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.execute(() -> {}));
        release.countDown();
        assertThat(done.await(20, SECONDS)).isTrue();
    }
}
