package io.amp4j.opamp.internal.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneTest {

    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final Lane lane = new Lane(executor);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void runsOneTaskAtATimeInOrderOnManyThreads() throws Exception {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            lane.execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                seen.add(number);
                running.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(20, SECONDS)).isTrue();
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        assertThat(most).hasValue(1);
    }

    @Test
    void givesTheThreadBackAfterATaskThatTookLong() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            Lane busy = new Lane(single);
            Lane other = new Lane(single);
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch queued = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(3);
            busy.execute(() -> {
                await(queued);
                // Busy and not asleep, so that no clock's grain decides.
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < 2_000_000) {
                    Thread.onSpinWait();
                }
                seen.add("long");
                done.countDown();
            });
            busy.execute(() -> {
                seen.add("next of the same lane");
                done.countDown();
            });
            other.execute(() -> {
                seen.add("other lane");
                done.countDown();
            });
            queued.countDown();
            assertThat(done.await(20, SECONDS)).isTrue();
            assertThat(seen).containsExactly("long", "other lane", "next of the same lane");
        } finally {
            single.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void survivesATaskThatThrows() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        lane.execute(() -> {
            throw new IllegalStateException("a test throws this");
        });
        lane.execute(done::countDown);
        assertThat(done.await(20, SECONDS)).isTrue();
    }

    @Test
    void beginsNothingAfterClose() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger after = new AtomicInteger();
        lane.execute(() -> {
            begun.countDown();
            try {
                assertThat(release.await(20, SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        lane.execute(after::incrementAndGet);
        assertThat(begun.await(20, SECONDS)).isTrue();

        lane.close();
        lane.execute(after::incrementAndGet);
        assertThat(lane.awaitIdle(1)).isFalse();
        release.countDown();
        assertThat(lane.awaitIdle(SECONDS.toNanos(20))).isTrue();
        assertThat(after).hasValue(0);
    }

    @Test
    void doesNotWaitAfterCloseForAThreadThatWouldHaveNothingToDo() throws Exception {
        ExecutorService hanging = Executors.newSingleThreadExecutor();
        CountDownLatch release = new CountDownLatch(1);
        try {
            hanging.execute(() -> await(release));
            Lane behind = new Lane(hanging);
            AtomicInteger ran = new AtomicInteger();
            behind.execute(ran::incrementAndGet);
            behind.close();
            assertThat(behind.awaitIdle(0)).isTrue();
            release.countDown();
            hanging.shutdown();
            assertThat(hanging.awaitTermination(20, SECONDS)).isTrue();
            assertThat(ran).hasValue(0);
        } finally {
            hanging.shutdownNow();
        }
    }

    @Test
    void doesNotWaitForItself() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        lane.execute(() -> {
            try {
                assertThat(lane.awaitIdle(SECONDS.toNanos(20))).isTrue();
                done.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(done.await(10, SECONDS)).isTrue();
    }

    @Test
    void goesOnAfterTheExecutorFailed() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Lane unlucky = new Lane(task -> {
            if (attempts.getAndIncrement() == 0) {
                throw new LinkageError("a test throws this");
            }
            executor.execute(task);
        });
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            int number = i;
            unlucky.execute(() -> {
                seen.add(number);
                done.countDown();
            });
        }
        assertThat(done.await(20, SECONDS)).isTrue();
        assertThat(seen).containsExactly(0, 1);
    }

    @Test
    void finishesWhatItBeganThoughTheExecutorIsShutDown() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        lane.execute(() -> {
            begun.countDown();
            try {
                assertThat(release.await(20, SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        lane.execute(done::countDown);
        assertThat(begun.await(20, SECONDS)).isTrue();
        executor.shutdown();
        release.countDown();
        assertThat(done.await(20, SECONDS)).isTrue();
    }
}
