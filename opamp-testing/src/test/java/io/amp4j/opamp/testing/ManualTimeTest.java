package io.amp4j.opamp.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    private final ManualTime time = new ManualTime(Instant.EPOCH);
    private final ScheduledExecutorService scheduler = time.scheduler();
    private final List<String> ran = new ArrayList<>();

    private Runnable note(String what) {
        return () -> ran.add(what + "@" + time.elapsed().toSeconds());
    }

    private void later(String what, long seconds) {
        Future<?> task = scheduler.schedule(note(what), seconds, SECONDS);
        assertThat(task.isDone()).isFalse();
    }

    @Test
    void standsStillUntilMoved() {
        time.advance(Duration.ofSeconds(3));

        assertThat(time.clock().instant()).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(time.ticker().getAsLong()).isEqualTo(3_000_000_000L);
        assertThat(time.clock().instant()).isEqualTo(Instant.ofEpochSecond(3));
    }

    @Test
    void runsTasksInOrderOfTimeThenOfScheduling() {
        later("late", 5);
        later("first", 2);
        later("second", 2);
        scheduler.execute(note("now"));
        assertThat(ran).isEmpty();

        time.runDueTasks();
        assertThat(ran).containsExactly("now@0");
        time.advance(Duration.ofSeconds(4));
        assertThat(ran).containsExactly("now@0", "first@2", "second@2");
        assertThat(time.pendingTasks()).containsExactly(Duration.ofSeconds(1));
        time.advance(Duration.ofSeconds(1));
        assertThat(ran).endsWith("late@5");
        assertThat(time.pendingTasks()).isEmpty();
    }

    @Test
    void runsTasksThatTasksSchedule() {
        Future<?> outer = scheduler.schedule(
                () -> {
                    note("outer").run();
                    later("inner", 1);
                },
                1,
                SECONDS);

        time.advance(Duration.ofSeconds(10));

        assertThat(outer.isDone()).isTrue();
        assertThat(ran).containsExactly("outer@1", "inner@2");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void movesToTheNextTask() {
        later("a", 7);
        later("b", 7);

        assertThat(time.advanceToNextTask()).isEqualTo(Duration.ofSeconds(7));
        assertThat(ran).containsExactly("a@7", "b@7");
        assertThat(time.advanceToNextTask()).isZero();
    }

    @Test
    void jumpsTheWallClockAlone() {
        later("a", 7);

        time.jumpWallClock(Duration.ofHours(-1));

        assertThat(time.clock().instant()).isEqualTo(Instant.EPOCH.minusSeconds(3600));
        assertThat(time.ticker().getAsLong()).isZero();
        assertThat(ran).isEmpty();
        assertThat(time.pendingTasks()).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void repeatsPeriodicTasksUntilCancelled() {
        ScheduledFuture<?> periodic = scheduler.scheduleAtFixedRate(note("tick"), 1, 2, SECONDS);
        time.advance(Duration.ofSeconds(5));
        periodic.cancel(false);
        time.advance(Duration.ofSeconds(5));

        assertThat(ran).containsExactly("tick@1", "tick@3", "tick@5");
        assertThat(time.pendingTasks()).isEmpty();
        assertThatThrownBy(() -> scheduler.scheduleWithFixedDelay(note("x"), 0, 0, SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forgetsCancelledTasks() {
        ScheduledFuture<?> task = scheduler.schedule(note("a"), 1, SECONDS);
        assertThat(task.getDelay(SECONDS)).isEqualTo(1);
        task.cancel(false);

        assertThat(time.pendingTasks()).isEmpty();
        time.advance(Duration.ofSeconds(2));
        assertThat(ran).isEmpty();
    }

    @Test
    void goesOnAfterATaskThatThrows() throws Exception {
        Future<?> broken = scheduler.schedule(
                () -> {
                    throw new IllegalStateException("broken");
                },
                1,
                SECONDS);
        Future<String> fine = scheduler.schedule(() -> "fine", 1, SECONDS);

        time.advance(Duration.ofSeconds(1));

        assertThatThrownBy(() -> broken.get(10, SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("broken");
        assertThat(fine.get(10, SECONDS)).isEqualTo("fine");
    }

    @Test
    void refusesToGoBackOrToBeAdvancedByATask() throws Exception {
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        Future<?> nested = scheduler.submit(() -> time.advance(Duration.ofSeconds(1)));
        time.runDueTasks();

        assertThatThrownBy(() -> nested.get(10, SECONDS)).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void clampsEndlessDelays() {
        later("never", Long.MAX_VALUE);
        time.advance(Duration.ofDays(1000));
        later("never either", Long.MAX_VALUE);

        assertThat(ran).isEmpty();
        assertThat(time.pendingTasks()).hasSize(2).allMatch(delay -> delay.compareTo(Duration.ofDays(10_000)) > 0);
    }

    @Test
    void endsAsOtherSchedulersDo() throws Exception {
        ScheduledFuture<?> later = scheduler.schedule(note("later"), 1, SECONDS);
        scheduler.execute(note("due"));
        scheduler.shutdown();

        assertThatThrownBy(() -> scheduler.execute(note("x"))).isInstanceOf(RejectedExecutionException.class);
        assertThat(later.isCancelled()).isTrue();
        assertThat(scheduler.isTerminated()).isFalse();
        time.runDueTasks();
        assertThat(ran).containsExactly("due@0");
        assertThat(scheduler.awaitTermination(10, SECONDS)).isTrue();
    }

    @Test
    void takesTasksFromAnyThreadAndRunsThemOnTheAdvancingOne() throws Exception {
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        Thread other = new Thread(() -> scheduler.execute(() -> ranOn.complete(Thread.currentThread())));
        other.start();
        other.join(10_000);

        time.runDueTasks();
        assertThat(ranOn.get(10, SECONDS)).isSameAs(Thread.currentThread());
    }

    @Test
    void comesToRestBeforeEachStep() {
        later("first", 2);
        later("second", 2);
        later("third", 5);
        later("beyond", 8);

        time.advance(Duration.ofSeconds(7), note("rest"));

        assertThat(ran).containsExactly("rest@0", "first@2", "second@2", "rest@2", "third@5", "rest@5");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(7));
        assertThat(time.pendingTasks()).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void runsInTimeWhatTheRestBringsAbout() {
        later("first", 2);
        List<Runnable> reactions = new ArrayList<>(List.of(
                () -> later("at once", 0), () -> later("soon", 1), () -> later("in between", 1), () -> {}, () -> {}));

        time.advance(Duration.ofSeconds(9), () -> reactions.remove(0).run());

        assertThat(ran).containsExactly("at once@0", "soon@1", "first@2", "in between@2");
    }

    @Test
    void goesNoFurtherWhenThereIsNoRest() {
        later("first", 2);
        later("second", 3);

        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(9), () -> {
                    if (!ran.isEmpty()) {
                        throw new AssertionError("a test throws this");
                    }
                }))
                .hasMessage("a test throws this");
        assertThat(ran).containsExactly("first@2");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(-1), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> time.advance(Duration.ZERO, time::runDueTasks))
                .isInstanceOf(IllegalStateException.class);
    }
}
