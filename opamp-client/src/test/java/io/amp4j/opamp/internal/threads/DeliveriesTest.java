package io.amp4j.opamp.internal.threads;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.transport.RecordingListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

    private final Executor relay = task -> thread(task);

    @Test
    void letsAPeerThatTalksTooFastWaitWhileAnotherThreadDelivers() throws Exception {
        Deliveries deliveries = new Deliveries(new RecordingListener(), relay);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch delivering = new CountDownLatch(1);
        Thread deliverer = thread(() -> deliveries.post(listener -> {
            delivering.countDown();
            awaitQuietly(blocked);
        }));
        assertThat(delivering.await(20, SECONDS)).isTrue();

        AtomicInteger posted = new AtomicInteger();
        AtomicInteger heard = new AtomicInteger();
        Thread reader = thread(() -> {
            for (int i = 0; i < 3 * Deliveries.ROOM; i++) {
                deliveries.postWhenThereIsRoom(0, listener -> heard.incrementAndGet());
                posted.incrementAndGet();
            }
        });
        awaitWaiting(reader);
        assertThat(posted).hasValue(Deliveries.ROOM);
        // The client's own news is never held up.
        deliveries.post(listener -> heard.addAndGet(1_000_000));

        blocked.countDown();
        reader.join(20_000);
        deliverer.join(20_000);
        assertThat(posted).hasValue(3 * Deliveries.ROOM);
        long end = System.nanoTime() + SECONDS.toNanos(20);
        while (heard.get() < 1_000_000 + 3 * Deliveries.ROOM && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(heard).hasValue(1_000_000 + 3 * Deliveries.ROOM);
    }

    @Test
    void holdsFewMessagesThatAreLarge() throws Exception {
        Deliveries deliveries = new Deliveries(new RecordingListener(), relay);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch delivering = new CountDownLatch(1);
        Thread deliverer = thread(() -> deliveries.post(listener -> {
            delivering.countDown();
            awaitQuietly(blocked);
        }));
        assertThat(delivering.await(20, SECONDS)).isTrue();

        AtomicInteger posted = new AtomicInteger();
        Thread reader = thread(() -> {
            for (int i = 0; i < 4; i++) {
                deliveries.postWhenThereIsRoom(64 << 20, listener -> {});
                posted.incrementAndGet();
            }
        });
        awaitWaiting(reader);
        assertThat(posted).as("64 MiB that wait are enough").hasValue(1);

        blocked.countDown();
        reader.join(20_000);
        deliverer.join(20_000);
        assertThat(posted).hasValue(4);
    }

    @Test
    void handsOverAfterItsShareHoweverManyCallsThereAre() {
        Queue<Runnable> handedOver = new ArrayDeque<>();
        Deliveries flooded = new Deliveries(new RecordingListener(), handedOver::add);
        AtomicInteger heard = new AtomicInteger();
        // Each call brings the next one, as a peer does that never stops.
        flooded.post(listener -> flood(flooded, heard));

        assertThat(heard).hasValue(Deliveries.BATCH);
        handedOver.remove().run();
        assertThat(heard).hasValue(2 * Deliveries.BATCH);
        assertThat(handedOver).hasSize(1);
    }

    private static void flood(Deliveries deliveries, AtomicInteger heard) {
        heard.incrementAndGet();
        deliveries.post(listener -> flood(deliveries, heard));
    }

    @Test
    void letsNobodyWaitForAListenerThatIsSilenced() throws Exception {
        Deliveries deliveries = new Deliveries(new RecordingListener(), relay);
        deliveries.silence();
        Thread reader = thread(() -> {
            for (int i = 0; i < 2 * Deliveries.ROOM; i++) {
                deliveries.postWhenThereIsRoom(0, listener -> {});
            }
        });
        reader.join(20_000);
        assertThat(reader.isAlive()).isFalse();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitWaiting(Thread thread) {
        long end = System.nanoTime() + SECONDS.toNanos(20);
        while (thread.getState() != Thread.State.WAITING && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(thread.getState()).isEqualTo(Thread.State.WAITING);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(40, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
