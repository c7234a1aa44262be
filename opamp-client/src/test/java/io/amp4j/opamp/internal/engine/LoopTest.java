package io.amp4j.opamp.internal.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.ManualTime;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class LoopTest {

    @Test
    void runsTasksInOrderOnOneDaemonThread() throws Exception {
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            List<String> seen = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                int number = i;
                loop.execute(() -> {
                    seen.add(number + " " + Thread.currentThread().getName() + " "
                            + Thread.currentThread().isDaemon());
                    done.countDown();
                });
            }
            assertThat(done.await(20, SECONDS)).isTrue();
            assertThat(seen.get(0)).isEqualTo("0 test-loop true");
            assertThat(seen.get(99)).isEqualTo("99 test-loop true");
        }
    }

    @Test
    void letsTheBringerOfATaskRunItWhileThereIsNothingElseToDo() throws Exception {
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            CompletableFuture<Thread> here = new CompletableFuture<>();
            CompletableFuture<Thread> later = new CompletableFuture<>();
            CompletableFuture<Thread> timed = new CompletableFuture<>();
            loop.executeHere(() -> {
                assertThat(loop.isCurrentThread()).isTrue();
                loop.execute(() -> later.complete(Thread.currentThread()));
                loop.executeHere(() -> assertThat(later).isDone());
                loop.reschedule(null, loop.now(), () -> timed.complete(Thread.currentThread()));
                assertThat(later).isNotDone();
                here.complete(Thread.currentThread());
            });
            assertThat(here).isCompletedWithValue(Thread.currentThread());
            assertThat(loop.isCurrentThread()).isFalse();
            assertThat(later.get(20, SECONDS).getName()).isEqualTo("test-loop");
            assertThat(timed.get(20, SECONDS).getName()).isEqualTo("test-loop");
        }
    }

    @Test
    void runsOneTaskAtATimeInTheOrderOfEachBringer() throws Exception {
        int bringers = 4;
        int each = 5_000;
        int[] next = new int[bringers];
        AtomicInteger running = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(bringers * each);
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            for (int bringer = 0; bringer < bringers; bringer++) {
                int number = bringer;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        int expected = i;
                        Runnable task = () -> {
                            if (running.incrementAndGet() != 1 || next[number] != expected) {
                                wrong.incrementAndGet();
                            }
                            next[number]++;
                            running.decrementAndGet();
                            done.countDown();
                        };
                        if (i % 3 == 0) {
                            loop.execute(task);
                        } else {
                            loop.executeHere(task);
                        }
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
            assertThat(done.await(40, SECONDS)).isTrue();
        }
        assertThat(wrong).hasValue(0);
        assertThat(next).containsOnly(each);
    }

    @Test
    void letsWhoBringsMoreThanThereIsRoomForWait() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            loop.execute(() -> awaitQuietly(blocked));
            AtomicInteger brought = new AtomicInteger();
            Thread bringer = new Thread(() -> {
                for (int i = 0; i < 3 * Loop.ROOM; i++) {
                    loop.executeHere(ran::incrementAndGet);
                    brought.incrementAndGet();
                }
            });
            bringer.setDaemon(true);
            bringer.start();
            long end = System.nanoTime() + SECONDS.toNanos(20);
            // It also waits for the lock of the loop, now and then.
            while ((brought.get() < Loop.ROOM || bringer.getState() != Thread.State.WAITING)
                    && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(bringer.getState()).isEqualTo(Thread.State.WAITING);
            assertThat(brought).hasValue(Loop.ROOM);
            assertThat(ran).hasValue(0);

            blocked.countDown();
            bringer.join(20_000);
            assertThat(brought).hasValue(3 * Loop.ROOM);
            CountDownLatch last = new CountDownLatch(1);
            loop.execute(last::countDown);
            assertThat(last.await(20, SECONDS)).isTrue();
            assertThat(ran).hasValue(3 * Loop.ROOM);
        }
    }

    @Test
    void letsWhoeverBringsLargeMessagesWaitForFewOfThem() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicInteger brought = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            loop.execute(() -> awaitQuietly(blocked));
            Thread bringer = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    loop.executeHere(ran::incrementAndGet, Loop.ROOM_BYTES / 4);
                    brought.incrementAndGet();
                }
            });
            bringer.setDaemon(true);
            bringer.start();
            while (brought.get() < 4 || bringer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertThat(brought).hasValue(4);

            blocked.countDown();
            bringer.join(20_000);
            assertThat(brought).hasValue(100);
            CountDownLatch last = new CountDownLatch(1);
            loop.execute(last::countDown);
            assertThat(last.await(20, SECONDS)).isTrue();
            assertThat(ran).hasValue(100);
        }
    }

    @Test
    void letsNobodyWaitForRoomAfterItsEnd() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        Loop loop = new Loop("test-loop", System::nanoTime, null);
        loop.execute(() -> awaitQuietly(blocked));
        Thread bringer = new Thread(() -> {
            for (int i = 0; i < 2 * Loop.ROOM; i++) {
                loop.executeHere(() -> {});
            }
        });
        bringer.setDaemon(true);
        bringer.start();
        loop.close();
        bringer.join(20_000);
        assertThat(bringer.isAlive()).isFalse();
        blocked.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(40, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void goesOnAfterATaskThatThrewAtItsBringer() {
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            loop.executeHere(() -> {
                throw new AssertionError("a test throws this");
            });
            AtomicInteger ran = new AtomicInteger();
            loop.executeHere(ran::incrementAndGet);
            assertThat(ran).hasValue(1);
        }
    }

    @Test
    void survivesALogThatThrows() throws Exception {
        Logger logger = Logger.getLogger(Loop.class.getName());
        Handler broken = new Handler() {
            @Override
            public void publish(LogRecord record) {
                throw new IllegalStateException("a test throws this");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(broken);
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            Runnable failing = () -> {
                throw new AssertionError("a test throws this");
            };
            loop.executeHere(failing);
            loop.execute(failing);
            CountDownLatch done = new CountDownLatch(1);
            loop.execute(done::countDown);
            assertThat(done.await(20, SECONDS)).isTrue();
        } finally {
            logger.removeHandler(broken);
        }
    }

    @Test
    void runsNothingAtItsBringerAfterItsEnd() {
        Loop loop = new Loop("test-loop", System::nanoTime, null);
        loop.close();
        AtomicInteger ran = new AtomicInteger();
        loop.executeHere(ran::incrementAndGet);
        assertThat(ran).hasValue(0);
    }

    @Test
    void survivesATaskThatThrows() throws Exception {
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            CountDownLatch done = new CountDownLatch(1);
            loop.execute(() -> {
                throw new AssertionError("a test throws this");
            });
            loop.execute(done::countDown);
            assertThat(done.await(20, SECONDS)).isTrue();
        }
    }

    @Test
    void firesTimersInRealTime() throws Exception {
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            CountDownLatch fired = new CountDownLatch(1);
            Loop.Timer cancelled = loop.reschedule(null, loop.now() + 1_000_000, () -> {
                throw new AssertionError("it was cancelled");
            });
            cancelled.cancel();
            loop.reschedule(null, loop.now() + 2_000_000, fired::countDown);
            assertThat(fired.await(20, SECONDS)).isTrue();
        }
    }

    @Test
    void keepsOneTimerPerOwnerHoweverOftenItMovesBack() {
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            Loop.Timer first = loop.reschedule(null, loop.now() + SECONDS.toNanos(60), () -> {});
            Loop.Timer timer = first;
            for (int i = 0; i < 1_000; i++) {
                timer = loop.reschedule(timer, loop.now() + SECONDS.toNanos(61 + i), () -> {});
            }
            assertThat(timer).isSameAs(first);
            assertThat(loop.reschedule(timer, loop.now() + SECONDS.toNanos(30), () -> {}))
                    .isNotSameAs(first);
        }
    }

    @Test
    void handlesATimerBeforeAManualClockMovesOn() {
        ManualTime time = new ManualTime();
        try (Loop loop = new Loop("test-loop", time.ticker(), time.scheduler())) {
            AtomicInteger fired = new AtomicInteger();
            Runnable[] again = new Runnable[1];
            again[0] = () -> {
                fired.incrementAndGet();
                loop.reschedule(null, loop.now() + SECONDS.toNanos(1), again[0]);
            };
            loop.reschedule(null, SECONDS.toNanos(1), again[0]);

            time.advance(Duration.ofSeconds(100));

            assertThat(fired).hasValue(100);
        }
    }

    @Test
    void firesATimerThatAManualClockPassesWhileItIsSet() throws Exception {
        MovingTime time = new MovingTime();
        try (Loop loop = new Loop("test-loop", time, time.manual.scheduler())) {
            CountDownLatch fired = new CountDownLatch(1);
            time.moveAfterNextLook(Duration.ofSeconds(30));

            loop.reschedule(null, SECONDS.toNanos(30), fired::countDown);

            assertThat(fired.await(20, SECONDS)).isTrue();
        }
    }

    @Test
    void firesATimerOnTimeThoughAManualClockMovesWhileItIsSet() throws Exception {
        MovingTime time = new MovingTime();
        try (Loop loop = new Loop("test-loop", time, time.manual.scheduler())) {
            CountDownLatch fired = new CountDownLatch(1);
            time.moveAfterNextLook(Duration.ofSeconds(10));
            loop.reschedule(null, SECONDS.toNanos(30), fired::countDown);

            time.manual.advance(Duration.ofSeconds(20));

            assertThat(fired.await(20, SECONDS)).isTrue();
        }
    }

    @Test
    void keepsNothingOfATimerThatIsCancelled() {
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            for (int i = 0; i < 1_000; i++) {
                loop.reschedule(null, loop.now() + SECONDS.toNanos(3_600), () -> {})
                        .cancel();
            }
            assertThat(loop.waitingTimers()).isZero();
        }
    }

    @Test
    void letsGoOfTheTaskOfACancelledTimerThatASchedulerKeeps() throws Exception {
        ScheduledThreadPoolExecutor users = new ScheduledThreadPoolExecutor(1);
        try (Loop loop = new Loop("test-loop", null, users)) {
            Object agent = new Object();
            WeakReference<Object> reference = new WeakReference<>(agent);
            cancelATimerThatHolds(agent, loop);
            agent = null;
            assertThat(users.getQueue()).hasSize(1);
            long end = System.nanoTime() + SECONDS.toNanos(20);
            while (reference.get() != null && System.nanoTime() < end) {
                System.gc();
            }
            assertThat(reference.get()).isNull();
        } finally {
            users.shutdownNow();
        }
    }

    private static void cancelATimerThatHolds(Object held, Loop loop) {
        loop.reschedule(
                        null,
                        loop.now() + SECONDS.toNanos(3_600),
                        () -> assertThat(held).isNotNull())
                .cancel();
    }

    @Test
    void doesNotBlockASchedulerInRealTime() throws Exception {
        ScheduledThreadPoolExecutor users = new ScheduledThreadPoolExecutor(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Loop loop = new Loop("test-loop", System::nanoTime, users)) {
            CountDownLatch blocked = new CountDownLatch(1);
            loop.reschedule(null, loop.now() + 1_000_000, () -> {
                blocked.countDown();
                awaitQuietly(release);
            });
            assertThat(blocked.await(20, SECONDS)).isTrue();
            long before = System.nanoTime();
            users.submit(() -> {}).get(20, SECONDS);
            assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(30));
        } finally {
            release.countDown();
            users.shutdownNow();
        }
    }

    @Test
    void letsAManualClockGoOnThoughTheTaskOfATimerThrows() {
        ManualTime time = new ManualTime();
        try (Loop loop = new Loop("test-loop", time.ticker(), time.scheduler())) {
            loop.reschedule(null, SECONDS.toNanos(1), () -> {
                throw new AssertionError("a test throws this");
            });
            long before = System.nanoTime();
            time.advance(Duration.ofSeconds(1));
            assertThat(System.nanoTime() - before).isLessThan(SECONDS.toNanos(30));
        }
    }

    @Test
    void countsDelaysItselfWhenTheSchedulerTakesNone() throws Exception {
        ScheduledThreadPoolExecutor users = new ScheduledThreadPoolExecutor(1);
        users.shutdownNow();
        try (Loop loop = new Loop("test-loop", null, users)) {
            CountDownLatch fired = new CountDownLatch(1);
            loop.reschedule(null, loop.now() + 1_000_000, fired::countDown);
            assertThat(fired.await(20, SECONDS)).isTrue();
        }
    }

    @Test
    void goesOnWhenTheTickerFails() throws Exception {
        AtomicInteger failures = new AtomicInteger();
        LongSupplier ticker = () -> {
            if (failures.getAndDecrement() > 0) {
                throw new StackOverflowError("a test throws this");
            }
            return System.nanoTime();
        };
        try (Loop loop = new Loop("test-loop", ticker, null)) {
            failures.set(5);
            CountDownLatch ran = new CountDownLatch(1);
            CountDownLatch fired = new CountDownLatch(1);
            loop.reschedule(null, loop.now() + 1_000_000, fired::countDown);
            loop.execute(ran::countDown);
            assertThat(ran.await(20, SECONDS)).isTrue();
            assertThat(fired.await(20, SECONDS)).isTrue();
        }
    }

    @Test
    void letsAThreadGoOnWhenItsTaskIsDoneThoughThereIsNeverMuchRoom() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        AtomicBoolean full = new AtomicBoolean(true);
        try (Loop loop = new Loop("test-loop", System::nanoTime, null)) {
            loop.execute(() -> awaitQuietly(blocked));
            // Each task that is done brings another, so that there are always as many.
            Runnable[] again = new Runnable[1];
            again[0] = () -> {
                if (full.get()) {
                    loop.executeHere(again[0]);
                }
            };
            Thread sender = new Thread(() -> {
                for (int i = 0; i <= Loop.ROOM; i++) {
                    loop.executeHere(again[0]);
                }
            });
            sender.setDaemon(true);
            sender.start();
            long end = System.nanoTime() + SECONDS.toNanos(20);
            while (sender.getState() != Thread.State.WAITING && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(sender.getState()).isEqualTo(Thread.State.WAITING);
            blocked.countDown();
            sender.join(20_000);
            assertThat(sender.isAlive()).isFalse();
            full.set(false);
        }
    }

    /** A clock that somebody moves just after the loop has looked at it. */
    private static final class MovingTime implements LongSupplier {
        final ManualTime manual = new ManualTime();
        private Duration move = Duration.ZERO;

        void moveAfterNextLook(Duration by) {
            move = by;
        }

        @Override
        public long getAsLong() {
            long seen = manual.ticker().getAsLong();
            Duration by = move;
            move = Duration.ZERO;
            if (!by.isZero()) {
                manual.advance(by);
            }
            return seen;
        }
    }
}
