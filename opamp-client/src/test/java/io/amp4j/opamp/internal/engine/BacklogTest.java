package io.amp4j.opamp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.internal.engine.Backlog.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BacklogTest {

    /** The one thread of the tests, which works when it is told to. */
    private final Queue<Runnable> thread = new ArrayDeque<>();

    private final Lane lane = new Lane(thread::add);
    private final Backlog backlog = new Backlog(lane, null);
    private final List<String> told = new ArrayList<>();

    private void work() {
        work(thread);
    }

    private static void work(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void add(Kind kind, String news) {
        backlog.add(kind, () -> told.add(news));
    }

    @Test
    void tellsEverythingInOrderWhileThereIsRoom() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String news = "news " + i;
            all.add(news);
            add(i % 2 == 0 ? Kind.CONNECTION : Kind.MESSAGE, news);
        }
        work();
        assertThat(told).containsExactlyElementsOf(all);
        assertThat(backlog.skipped()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"CONNECTION, 256", "MESSAGE, 256", "CUSTOM_MESSAGE, 1024"})
    void skipsTheOldestOfAKindThatIsTooMuch(Kind kind, int most) {
        add(Kind.REMOTE_CONFIG, "config");
        for (int i = 1; i <= 100_000; i++) {
            add(kind, "" + i);
        }
        assertThat(backlog.size()).isEqualTo(most + 1);
        assertThat(backlog.skipped()).isEqualTo(100_000 - most);
        assertThat(thread).as("tasks for them").hasSize(1);
        work();
        assertThat(told.remove(0)).isEqualTo("config");
        assertThat(told)
                .containsExactlyElementsOf(IntStream.rangeClosed(100_000 - most + 1, 100_000)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"IDENTITY", "REMOTE_CONFIG", "RESTART"})
    void tellsOnlyTheNewestOfWhatReplacesTheOlder(Kind kind) {
        add(kind, "older");
        add(Kind.MESSAGE, "between");
        add(kind, "newer");
        work();
        assertThat(told).containsExactly("between", "newer");
        assertThat(backlog.skipped()).isZero();
    }

    @Test
    void boundsTheBytesOfMessagesButKeepsTheNewestWhateverItsSize() {
        for (int i = 0; i < 100; i++) {
            String news = "small " + i;
            backlog.add(Kind.MESSAGE, Backlog.MOST_BYTES / 10, () -> told.add(news));
        }
        assertThat(backlog.size()).isEqualTo(10);
        backlog.add(Kind.MESSAGE, 10 * Backlog.MOST_BYTES, () -> told.add("large"));
        assertThat(backlog.size()).isEqualTo(1);
        work();
        assertThat(told).containsExactly("large");
        for (int i = 0; i < 10; i++) {
            backlog.add(Kind.MESSAGE, Backlog.MOST_BYTES / 10, () -> told.add("small"));
        }
        assertThat(backlog.size()).as("what was told counts no more").isEqualTo(10);
    }

    @Test
    void tellsNothingThatTheStoreHasNotSavedYet() {
        Queue<Runnable> storeThread = new ArrayDeque<>();
        Lane store = new Lane(storeThread::add);
        Backlog behindTheStore = new Backlog(lane, store);
        AtomicInteger saved = new AtomicInteger();
        store.execute(() -> saved.set(1));
        behindTheStore.add(Kind.REMOTE_CONFIG, () -> told.add("1 of " + saved));
        store.execute(() -> saved.set(2));
        behindTheStore.add(Kind.REMOTE_CONFIG, () -> told.add("2 of " + saved));

        for (int i = 0; i < 10; i++) {
            // One task of the store at a time, and then all of the lane.
            Runnable next = storeThread.poll();
            if (next != null) {
                next.run();
            }
            work();
        }
        assertThat(told).containsExactly("2 of 2");
    }

    @Test
    void holdsLittleWhileTheStoreBlocks() {
        Queue<Runnable> storeThread = new ArrayDeque<>();
        Backlog behindTheStore = new Backlog(lane, new Lane(storeThread::add));
        for (int i = 0; i < 100_000; i++) {
            behindTheStore.add(Kind.CUSTOM_MESSAGE, () -> told.add("custom"));
        }
        assertThat(behindTheStore.size()).isEqualTo(1024);
        for (int i = 0; i < 5_000; i++) {
            work(storeThread);
            work();
        }
        assertThat(told).hasSize(1024);
    }

    @Test
    void goesOnAfterAnExecutorThatHadNoRoom() {
        AtomicInteger refusals = new AtomicInteger(1);
        Executor busy = task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException("a test throws this");
            }
            thread.add(task);
        };
        Backlog later = new Backlog(new Lane(busy), null);
        later.add(Kind.MESSAGE, () -> told.add("first"));
        work();
        assertThat(told).isEmpty();
        later.add(Kind.MESSAGE, () -> told.add("second"));
        work();
        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void goesOnAfterNewsThatFails() {
        backlog.add(Kind.MESSAGE, () -> {
            throw new IllegalStateException("a test throws this");
        });
        add(Kind.MESSAGE, "next");
        work();
        assertThat(told).containsExactly("next");
    }

    @Test
    void holdsNothingOnceItIsClosed() {
        add(Kind.MESSAGE, "before");
        backlog.close();
        add(Kind.MESSAGE, "after");
        assertThat(backlog.size()).isZero();
        work();
        assertThat(told).isEmpty();
    }
}
