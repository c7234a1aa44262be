package io.amp4j.opamp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.internal.engine.WorkCounter.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkCounterTest {

    private static final long LIMIT = TimeUnit.SECONDS.toNanos(30);

    private final WorkCounter counter = new WorkCounter();

    @Test
    void namesWhatIsUnderWay() throws Exception {
        assertThat(idle(0)).isTrue();
        counter.begin(Kind.CALLBACK);
        counter.begin(Kind.EXCHANGE);
        counter.begin(Kind.EXCHANGE);

        assertThat(idle(0)).isFalse();
        assertThat(counter.describe()).isEqualTo("2 exchanges with the server, 1 callbacks");
        counter.end(Kind.EXCHANGE, 2);
        assertThat(idle(0)).isFalse();
        counter.end(Kind.CALLBACK);

        assertThat(idle(0)).isTrue();
    }

    @Test
    void wakesWhoWaitsAtTheEndOfTheLast() {
        for (int i = 0; i < 10_000; i++) {
            counter.begin(Kind.LOOP);
            CompletableFuture<Boolean> none = CompletableFuture.supplyAsync(this::none);
            counter.end(Kind.LOOP);

            assertThat(none.join()).isTrue();
        }
    }

    @Test
    void seesNoEndWhileWorkIsHandedOn() throws Exception {
        counter.begin(Kind.LOOP);
        AtomicBoolean handingOn = new AtomicBoolean(true);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> chain = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                counter.begin(Kind.CALLBACK);
                counter.end(Kind.LOOP);
                counter.begin(Kind.LOOP);
                counter.end(Kind.CALLBACK);
                begun.countDown();
            }
            handingOn.set(false);
            counter.end(Kind.LOOP);
        });
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        while (handingOn.get()) {
            assertThat(idle(0) && handingOn.get()).isFalse();
        }
        chain.join();

        assertThat(idle(LIMIT)).isTrue();
    }

    @Test
    void letsGoOfWhoWaitsAtTheEnd() {
        counter.begin(Kind.EXCHANGE);
        CompletableFuture<Boolean> none = CompletableFuture.supplyAsync(this::none);
        counter.close();

        assertThat(none).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(true);
    }

    @Test
    void leavesOutExchangesThatAreHeldAndNothingElse() throws Exception {
        counter.begin(Kind.EXCHANGE);
        counter.begin(Kind.EXCHANGE);
        counter.begin(Kind.LOOP);
        assertThat(counter.await(0, () -> 2)).isEqualTo(-1);
        counter.end(Kind.LOOP);

        assertThat(counter.await(0, () -> 1)).isEqualTo(-1);
        assertThat(counter.await(0, () -> 2)).isEqualTo(2);
        AtomicInteger asked = new AtomicInteger();
        assertThat(counter.await(LIMIT, asked::incrementAndGet)).isEqualTo(2);
        counter.end(Kind.EXCHANGE, 2);
        assertThat(counter.await(0, () -> 2)).isZero();
    }

    private boolean idle(long nanos) throws InterruptedException {
        return counter.await(nanos, () -> 0) == 0;
    }

    private boolean none() {
        try {
            return idle(LIMIT);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
