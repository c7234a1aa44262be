package io.amp4j.otel.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.testing.OtlpReceiver;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TailSamplingProcessorTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final List<String> passed = Collections.synchronizedList(new ArrayList<>());
    private final List<SdkTracerProvider> providers = new ArrayList<>();

    @AfterEach
    void close() {
        providers.forEach(SdkTracerProvider::close);
    }

    private final class Passing implements SpanProcessor {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

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

    private TailSamplingProcessor tail(TailSamplingLimits limits, TailSamplingRule... rules) {
        return new TailSamplingProcessor(new Passing(), List.of(rules), limits, now::get);
    }

    private TailSamplingProcessor tail(TailSamplingRule... rules) {
        return tail(TailSamplingLimits.DEFAULT, rules);
    }

    private Tracer tracer(TailSamplingProcessor tail) {
        SdkTracerProvider provider =
                SdkTracerProvider.builder().addSpanProcessor(tail).build();
        providers.add(provider);
        return provider.get("t");
    }

    private static Span child(Tracer tracer, Span parent, String name) {
        return tracer.spanBuilder(name).setParent(Context.root().with(parent)).startSpan();
    }

    private static Span root(Tracer tracer, String name) {
        return tracer.spanBuilder(name).setNoParent().startSpan();
    }

    @Test
    void passesNothingOnUntilTheRootEndsAndThenTheWholeTraceInOrder() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Failed());
        Tracer tracer = tracer(tail);
        Span root = root(tracer, "root");
        Span first = child(tracer, root, "first");
        child(tracer, first, "second").setStatus(StatusCode.ERROR).end();
        first.end();
        assertThat(passed).isEmpty();
        assertThat(tail.statistics().heldTraces()).isEqualTo(1);
        assertThat(tail.statistics().heldBytes()).isPositive();
        root.end();
        assertThat(passed).containsExactly("second", "first", "root");
        assertThat(tail.statistics().keptByRule()).containsEntry("failed", 1L);
        assertThat(tail.statistics().heldBytes()).isZero();
    }

    @Test
    void dropsATraceThatNoRuleKeeps() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Failed());
        Tracer tracer = tracer(tail);
        Span root = root(tracer, "root");
        child(tracer, root, "child").end();
        root.end();
        assertThat(passed).isEmpty();
        assertThat(tail.statistics().droppedTraces()).isEqualTo(1);
        assertThat(tail.statistics().droppedSpans()).isEqualTo(2);
    }

    @Test
    void letsLateSpansFollowTheDecision() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Failed());
        Tracer tracer = tracer(tail);
        Span kept = root(tracer, "kept");
        Span late = child(tracer, kept, "late");
        kept.setStatus(StatusCode.ERROR).end();
        late.end();
        Span dropped = root(tracer, "dropped");
        Span never = child(tracer, dropped, "never");
        dropped.end();
        never.setStatus(StatusCode.ERROR).end();
        assertThat(passed).containsExactly("kept", "late");
        assertThat(tail.statistics().lateSpans()).isEqualTo(2);
    }

    @Test
    void keepsByEachRule() {
        TailSamplingProcessor tail = tail(
                new TailSamplingRule.Slow(Duration.ofSeconds(2)),
                new TailSamplingRule.OfKind(Set.of(AmpSpanKind.RETRIEVER)),
                new TailSamplingRule.Tokens(100),
                new TailSamplingRule.Evaluated());
        Tracer tracer = tracer(tail);
        Instant start = Instant.parse("2026-11-20T10:00:00Z");
        tracer.spanBuilder("slow")
                .setNoParent()
                .setStartTimestamp(start)
                .startSpan()
                .end(start.plusSeconds(2));
        tracer.spanBuilder("quick")
                .setNoParent()
                .setStartTimestamp(start)
                .startSpan()
                .end(start.plusMillis(1_999));
        Span search = root(tracer, "search");
        child(tracer, search, "db").setAttribute("db.system.name", "qdrant").end();
        search.end();
        Span costly = root(tracer, "costly");
        child(tracer, costly, "chat a")
                .setAttribute(AmpAttributes.USAGE_INPUT_TOKENS, 60L)
                .end();
        child(tracer, costly, "chat b")
                .setAttribute(AmpAttributes.USAGE_OUTPUT_TOKENS, 40L)
                .end();
        costly.end();
        Span cheap = root(tracer, "cheap").setAttribute(AmpAttributes.USAGE_INPUT_TOKENS, 99L);
        child(tracer, cheap, "the same 99 again")
                .setAttribute(AmpAttributes.USAGE_INPUT_TOKENS, 99L)
                .end();
        cheap.end();
        root(tracer, "trial").setAttribute(AmpAttributes.TRIAL_ID, "t1").end();
        assertThat(passed).containsExactly("slow", "db", "search", "chat a", "chat b", "costly", "trial");
        assertThat(tail.statistics().keptByRule())
                .containsOnlyKeys("slow", "kind", "tokens", "evaluated")
                .containsValue(1L);
        assertThat(tail.statistics().droppedTraces()).isEqualTo(2);
    }

    @Test
    void keepsSoManyTracesASecondAndTheFailedOnesBeside() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Failed(), new TailSamplingRule.PerSecond(3));
        Tracer tracer = tracer(tail);
        for (int second = 0; second < 4; second++) {
            for (int i = 0; i < 20; i++) {
                root(tracer, "ordinary").end();
            }
            root(tracer, "failed").setStatus(StatusCode.ERROR).end();
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        assertThat(tail.statistics().keptByRule()).containsEntry("rate", 12L).containsEntry("failed", 4L);
    }

    @Test
    void keepsARatioByTraceId() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Ratio(0.3));
        Tracer tracer = tracer(tail);
        for (int i = 0; i < 5_000; i++) {
            root(tracer, "x").end();
        }
        assertThat(tail.statistics().keptTraces()).isBetween(1_300L, 1_700L);
    }

    @Test
    void keepsARatioByTheNameThatTheRootHasAtItsEnd() {
        TailSamplingProcessor tail =
                tail(new TailSamplingRule.RootRatio(Map.of("GET /pay", 1.0, "GET /health", 0.0), 0.3));
        Tracer tracer = tracer(tail);
        for (int i = 0; i < 1_000; i++) {
            root(tracer, "GET").updateName("GET /pay").end();
            root(tracer, "GET").updateName("GET /health").end();
            Span other = root(tracer, "GET");
            child(tracer, other, "GET /pay").end();
            other.end();
        }
        assertThat(passed.stream().filter("GET"::equals).count()).isBetween(200L, 400L);
        assertThat(passed.stream().filter("GET /pay"::equals).count()).isBetween(1_200L, 1_400L);
        assertThat(passed).doesNotContain("GET /health");
        assertThatThrownBy(() -> new TailSamplingRule.RootRatio(Map.of("x", 1.5), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsARootByItsOwnNameAndByTheOneThatAmpShows() {
        TailSamplingProcessor tail =
                tail(new TailSamplingRule.RootRatio(Map.of("ChatModel", 1.0, "chat gpt-b", 1.0), 0));
        Tracer tracer = tracer(tail);
        for (String model : List.of("gpt-a", "gpt-b")) {
            for (String name : List.of("ChatModel", "Model")) {
                root(tracer, name)
                        .setAttribute("openinference.span.kind", "LLM")
                        .setAttribute("llm.model_name", model)
                        .end();
            }
        }
        assertThat(passed).containsExactly("ChatModel", "ChatModel", "Model");
    }

    @Test
    void namesATraceByItsLongestRoot() {
        TraceFacts none = TraceFacts.of("1");
        TraceFacts brief = TraceFacts.builder("1")
                .rootName("brief")
                .duration(Duration.ofMillis(1))
                .build();
        TraceFacts lengthy = TraceFacts.builder("1")
                .rootName("lengthy")
                .duration(Duration.ofMillis(2))
                .build();
        assertThat(none.rootName()).isEmpty();
        assertThat(none.plus(brief).rootName()).hasValue("brief");
        assertThat(brief.plus(lengthy).plus(none).rootName()).hasValue("lengthy");
        assertThat(lengthy.plus(brief).rootName()).hasValue("lengthy");
    }

    @Test
    void choosesTheTracesThatOpenTelemetrysOwnRatioChooses() {
        Random random = new Random(7);
        for (double ratio : new double[] {0, 0.001, 0.25, 0.5, 0.9, 1}) {
            Sampler theirs = Sampler.traceIdRatioBased(ratio);
            TailSamplingRule ours = new TailSamplingRule.Ratio(ratio);
            for (int i = 0; i < 2_000; i++) {
                long low = i == 0 ? -1 : random.nextLong();
                String traceId = TraceId.fromLongs(random.nextLong() | 1, low);
                boolean kept = theirs.shouldSample(
                                        Context.root(), traceId, "x", SpanKind.INTERNAL, Attributes.empty(), List.of())
                                .getDecision()
                        == SamplingDecision.RECORD_AND_SAMPLE;
                assertThat(ours.appliesTo(TraceFacts.of(traceId)))
                        .as("%s at %s", traceId, ratio)
                        .isEqualTo(kept);
            }
        }
    }

    @Test
    void judgesSpansOfFrameworksAsTheyAreExported() {
        TailSamplingProcessor tail =
                tail(new TailSamplingRule.OfKind(Set.of(AmpSpanKind.AGENT)), new TailSamplingRule.Tokens(1_000));
        Tracer tracer = tracer(tail);
        root(tracer, "agent")
                .setAttribute("openinference.span.kind", "AGENT")
                .setAttribute("agent.name", "travel")
                .end();
        root(tracer, "model")
                .setAttribute("openinference.span.kind", "LLM")
                .setAttribute("llm.token_count.prompt", 900)
                .setAttribute("llm.token_count.completion", 200)
                .end();
        root(tracer, "spring")
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.usage.input_tokens", "900")
                .setAttribute("gen_ai.usage.output_tokens", "200")
                .end();
        assertThat(passed).containsExactly("agent", "model", "spring");
    }

    @Test
    void changesItsRulesWhileTracesAreHeld() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Ratio(1));
        Tracer tracer = tracer(tail);
        Span root = root(tracer, "root");
        child(tracer, root, "child").end();
        tail.adjust(List.of());
        root.end();
        assertThat(passed).isEmpty();
        assertThat(tail.rules()).isEmpty();
    }

    @Test
    void treatsASpanBelowARemoteParentAsRootAndWaitsForAllRootsOfTheTrace() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Failed());
        Tracer tracer = tracer(tail);
        Context remote = Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        "0af7651916cd43dd8448eb211c80319c",
                        "b7ad6b7169203331",
                        TraceFlags.getSampled(),
                        TraceState.getDefault())));
        Span one = tracer.spanBuilder("one").setParent(remote).startSpan();
        Span two = tracer.spanBuilder("two").setParent(remote).startSpan();
        one.end();
        assertThat(passed).isEmpty();
        two.setStatus(StatusCode.ERROR).end();
        assertThat(passed).containsExactly("one", "two");
    }

    @Test
    void decidesTheOldestEarlyWhenTooManyTracesAreOpen() {
        TailSamplingProcessor tail = tail(
                TailSamplingLimits.builder()
                        .maxTraces(1)
                        .maxBytes(1 << 20)
                        .maxAge(Duration.ofHours(1))
                        .build(),
                new TailSamplingRule.Failed());
        Tracer tracer = tracer(tail);
        Span old = root(tracer, "old");
        child(tracer, old, "failed child").setStatus(StatusCode.ERROR).end();
        Span young = root(tracer, "young");
        assertThat(passed).containsExactly("failed child");
        assertThat(tail.statistics().decidedEarly()).isEqualTo(1);
        assertThat(tail.statistics().heldTraces()).isEqualTo(1);
        old.end();
        young.end();
        assertThat(passed).containsExactly("failed child", "old");
    }

    @Test
    void decidesEarlyWhatWouldTakeTooMuchMemory() {
        TailSamplingProcessor tail = tail(
                TailSamplingLimits.builder()
                        .maxTraces(1)
                        .maxBytes(100_000)
                        .maxAge(Duration.ofHours(1))
                        .build(),
                new TailSamplingRule.Ratio(1));
        Tracer tracer = tracer(tail);
        Span root = root(tracer, "root");
        String words = "x".repeat(10_000);
        for (int i = 0; i < 50; i++) {
            child(tracer, root, "child")
                    .setAttribute("gen_ai.prompt.0.content", words)
                    .end();
            assertThat(tail.statistics().heldBytes()).isLessThanOrEqualTo(100_000);
        }
        root.end();
        assertThat(passed).hasSize(51);
        assertThat(tail.statistics().decidedEarly()).isPositive();
    }

    @Test
    void decidesEarlyWhatIsHeldTooLong() {
        TailSamplingProcessor tail = tail(
                TailSamplingLimits.builder()
                        .maxTraces(100)
                        .maxBytes(1 << 20)
                        .maxAge(Duration.ofSeconds(5))
                        .build(),
                new TailSamplingRule.Ratio(1));
        Tracer tracer = tracer(tail);
        Span stuck = root(tracer, "stuck");
        child(tracer, stuck, "child").end();
        now.addAndGet(TimeUnit.SECONDS.toNanos(4));
        tail.forceFlush();
        assertThat(passed).isEmpty();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        tail.forceFlush();
        assertThat(passed).containsExactly("child");
        stuck.end();
        assertThat(passed).containsExactly("child", "stuck");
    }

    @Test
    void judgesARootThatHasNotEndedByTheTimeItHasTakenSoFar() {
        TailSamplingProcessor tail = tail(
                TailSamplingLimits.builder()
                        .maxTraces(100)
                        .maxBytes(1 << 20)
                        .maxAge(Duration.ofSeconds(5))
                        .build(),
                new TailSamplingRule.Slow(Duration.ofSeconds(3)));
        Tracer tracer = tracer(tail);
        Span slow = root(tracer, "slow");
        child(tracer, slow, "child").end();
        now.addAndGet(TimeUnit.SECONDS.toNanos(5));
        tail.forceFlush();
        assertThat(passed).containsExactly("child");
        slow.end();
        Span slowEnough = root(tracer, "slow enough");
        now.addAndGet(TimeUnit.SECONDS.toNanos(3));
        Span quick = root(tracer, "quick");
        child(tracer, slowEnough, "kept at the end").end();
        child(tracer, quick, "dropped at the end").end();
        tail.shutdown();
        assertThat(passed).containsExactly("child", "slow", "kept at the end", "(shut down)");
    }

    @Test
    void treatsASpanThatIsSampledBelowOneThatIsNotAsRoot() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.RootRatio(Map.of("pay", 1.0), 0));
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setSampler(new AdjustableSampler(SamplingRules.ofRatio(0).always("pay")))
                .addSpanProcessor(tail)
                .build();
        providers.add(provider);
        Tracer tracer = provider.get("t");
        Span request = root(tracer, "GET");
        Span pay = child(tracer, request, "pay");
        child(tracer, pay, "query").end();
        pay.end();
        assertThat(passed).containsExactly("query", "pay");
        assertThat(tail.statistics().heldTraces()).isZero();
        request.end();
    }

    @Test
    void decidesEverythingOnShutdown() {
        TailSamplingProcessor tail = tail(new TailSamplingRule.Ratio(1));
        Tracer tracer = tracer(tail);
        Span root = root(tracer, "root");
        child(tracer, root, "child").end();
        tail.shutdown();
        assertThat(passed).containsExactly("child", "(shut down)");
        assertThat(tail.statistics().heldTraces()).isZero();
    }

    @Test
    void losesNoSpanAndStaysWithinItsBoundsUnderManyThreads() throws Exception {
        TailSamplingLimits limits = TailSamplingLimits.builder()
                .maxTraces(64)
                .maxBytes(1 << 20)
                .maxAge(Duration.ofHours(1))
                .build();
        TailSamplingProcessor tail = tail(limits, new TailSamplingRule.Failed(), new TailSamplingRule.Ratio(0.5));
        Tracer tracer = tracer(tail);
        int threads = 8;
        int traces = 2_000;
        int children = 5;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int seed = t;
                running.add(pool.submit(() -> {
                    Random random = new Random(seed);
                    for (int i = 0; i < traces; i++) {
                        Span root = root(tracer, "root");
                        for (int c = 0; c < children; c++) {
                            Span child = child(tracer, root, "child");
                            if (random.nextInt(50) == 0) {
                                child.setStatus(StatusCode.ERROR);
                            }
                            child.end();
                        }
                        root.end();
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        TailSamplingStatistics end = tail.statistics();
        assertThat(end.keptSpans() + end.droppedSpans()).isEqualTo((long) threads * traces * (children + 1));
        assertThat(passed).hasSize((int) end.keptSpans());
        assertThat(end.heldTraces()).isZero();
        assertThat(end.heldBytes()).isZero();
    }

    @Test
    void refusesLimitsAndRatesThatAreNotAboveZero() {
        assertThatThrownBy(() -> TailSamplingLimits.builder()
                        .maxTraces(0)
                        .maxBytes(1)
                        .maxAge(Duration.ofSeconds(1))
                        .build())
                .hasMessageContaining("0 traces");
        assertThatThrownBy(() -> new TailSamplingRule.PerSecond(0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new TailSamplingRule.Ratio(2)).hasMessageContaining("from 0 to 1");
    }

    @Test
    void doesNotCallAFlushCompleteWhileItHoldsSpans() {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            Map<String, String> environment = Map.of(
                    "AMP_OTEL_ENDPOINT", receiver.endpoint(), "AMP_AGENT_API_KEY", "key", "OTEL_SERVICE_NAME", "s");
            try (AmpOtel amp = AmpOtel.builder()
                    .environment(environment::get)
                    .systemProperties(name -> null)
                    .wrapProcessor(next -> TailSamplingProcessor.create(next, List.of(new TailSamplingRule.Ratio(1))))
                    .standalone()) {
                Span root = amp.tracer("t").spanBuilder("root").startSpan();
                amp.tracer("t")
                        .spanBuilder("child")
                        .setParent(Context.root().with(root))
                        .startSpan()
                        .end();
                assertThat(amp.flush(Duration.ofSeconds(30)))
                        .as("the child has ended and has not arrived")
                        .isFalse();
                root.end();
                assertThat(amp.flush(Duration.ofSeconds(30))).isTrue();
                assertThat(receiver.next().spanNames()).containsExactlyInAnyOrder("child", "root");
            }
        }
    }
}
