package io.amp4j.samples.distro;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SwitchableTailTest {
    private static final TailOptions ERRORS = new TailOptions(true, Optional.empty(), 0, Map.of());

    private final List<String> passed = Collections.synchronizedList(new ArrayList<>());
    private final SwitchableTail tail = new SwitchableTail(new Passing());
    private final SdkTracerProvider provider =
            SdkTracerProvider.builder().addSpanProcessor(tail).build();
    private final Tracer tracer = provider.get("test");

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void passesSpansOnAsTheyEndUntilAServerWantsATail() {
        Span root = root("root");
        child(root, "child").end();
        assertThat(passed).containsExactly("child");
        root.end();
        assertThat(passed).containsExactly("child", "root");
    }

    @Test
    void keepsFailedAndSlowTracesAndThoseOfGivenNames() {
        tail.use(Optional.of(new TailOptions(true, Optional.of(Duration.ofSeconds(2)), 0, Map.of("pay", 1.0))));
        root("ordinary").end();
        Span failing = root("failing");
        child(failing, "failed").setStatus(StatusCode.ERROR).end();
        failing.end();
        root("pay").end();
        tracer.spanBuilder("slow")
                .setStartTimestamp(Instant.ofEpochSecond(1))
                .startSpan()
                .end(Instant.ofEpochSecond(3));
        tail.use(Optional.of(new TailOptions(false, Optional.empty(), 0, Map.of())));
        root("fails in vain").setStatus(StatusCode.ERROR).end();
        assertThat(passed).containsExactly("failed", "failing", "pay", "slow");
    }

    @Test
    void passesWhatItHoldsOnWhenTheTailIsTakenBack() {
        tail.use(Optional.of(ERRORS));
        Span root = root("root");
        child(root, "held").end();
        assertThat(passed).isEmpty();
        tail.use(Optional.empty());
        assertThat(passed).containsExactly("held");
        root.end();
        assertThat(passed).containsExactly("held", "root");

        tail.use(Optional.of(ERRORS));
        root("dropped").end();
        assertThat(passed).containsExactly("held", "root");
    }

    @Test
    void passesWhatItHoldsOnAtAPaceThatAQueueCanTake() {
        Queue queue = new Queue();
        SwitchableTail large = new SwitchableTail(queue);
        try (SdkTracerProvider spans =
                SdkTracerProvider.builder().addSpanProcessor(large).build()) {
            large.use(Optional.of(ERRORS));
            for (int trace = 0; trace < 50; trace++) {
                Span root = spans.get("test").spanBuilder("root").startSpan();
                for (int i = 0; i < 100; i++) {
                    spans.get("test")
                            .spanBuilder("held")
                            .setParent(Context.root().with(root))
                            .startSpan()
                            .end();
                }
            }
            large.use(Optional.empty());
        }
        assertThat(queue.sent + queue.waiting).isEqualTo(5_000);
    }

    @Test
    void decidesWhatItHoldsAtTheEndAndClosesWhatIsBehindIt() {
        tail.use(Optional.of(ERRORS));
        Span root = root("root");
        child(root, "failed").setStatus(StatusCode.ERROR).end();
        child(root("other"), "dropped").end();
        provider.close();
        assertThat(passed).containsExactly("failed", "(shut down)");
    }

    @Test
    void losesNoSpanWhileTheTailComesAndGoes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        Span root = root("root");
                        child(root, "child").setStatus(StatusCode.ERROR).end();
                        root.setStatus(StatusCode.ERROR).end();
                    }
                }));
            }
            work.add(threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    tail.use(i % 2 == 0 ? Optional.of(ERRORS) : Optional.empty());
                }
            }));
            for (Future<?> task : work) {
                task.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(passed).hasSize(8_000);
    }

    private Span root(String name) {
        return tracer.spanBuilder(name).setNoParent().startSpan();
    }

    private Span child(Span parent, String name) {
        return tracer.spanBuilder(name).setParent(Context.root().with(parent)).startSpan();
    }

    /** As a batch processor: what does not fit into the queue is lost. */
    private static final class Queue implements SpanProcessor {
        private int waiting;
        private int sent;

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // Nothing to do.
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            waiting = Math.min(waiting + 1, 2_048);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode forceFlush() {
            sent += waiting;
            waiting = 0;
            return CompletableResultCode.ofSuccess();
        }
    }

    private final class Passing implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // Nothing to do.
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            passed.add(span.getName());
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode shutdown() {
            passed.add("(shut down)");
            return CompletableResultCode.ofSuccess();
        }
    }
}
