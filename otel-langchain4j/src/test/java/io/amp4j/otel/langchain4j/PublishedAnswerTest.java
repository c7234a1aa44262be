package io.amp4j.otel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanPreview;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Services that answer with a Flux: LangChain4j's own on a fake OpenAI, and others by hand. */
class PublishedAnswerTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final EndedSpans ended = new EndedSpans();
    private final LangChain4jSpans spans = LangChain4jSpans.using(ended.spans());
    private final FakeOpenAi server = new FakeOpenAi();

    @AfterEach
    void close() {
        server.close();
        ended.close();
    }

    interface Assistant {
        @SystemMessage("You are a travel guide. Answer in one sentence.")
        Flux<String> stream(@UserMessage String question);
    }

    private Assistant assistant() {
        return spans.service(
                Assistant.class,
                AiServices.builder(Assistant.class)
                        .streamingChatModel(OpenAiStreamingChatModel.builder()
                                .baseUrl(server.baseUrl())
                                .apiKey("sk-test")
                                .modelName("gpt-4o-mini")
                                .listeners(List.of(spans.listener()))
                                .build())
                        .build());
    }

    private SpanPreview agent() {
        assertThat(ended.shown(AmpSpanKind.AGENT)).hasSize(1);
        return ended.shown(AmpSpanKind.AGENT).get(0);
    }

    @Test
    void endsTheSpanWhenTheFluxEnds() {
        Flux<String> answer = assistant().stream("And on the fjord?");
        assertThat(ended.all()).extracting(SpanData::getName).doesNotContain("invoke_agent Assistant");

        assertThat(answer.collectList().block(LONG)).containsExactly("Wear ", "boots.");
        assertThat(agent().input().asText()).contains("And on the fjord?");
        assertThat(agent().output().asText()).contains("Wear boots.");
        assertThat(ended.byStart())
                .extracting(SpanData::getName)
                .containsExactly("invoke_agent Assistant", "chat gpt-4o-mini");
        assertThat(ended.byStart().get(1).getParentSpanId())
                .isEqualTo(ended.byStart().get(0).getSpanId());
        ended.breakNoRule();
    }

    @Test
    void marksTheSpanOfAFluxThatFails() {
        Flux<String> answer = assistant().stream("overloaded");

        assertThatThrownBy(() -> answer.collectList().block(LONG)).isInstanceOf(RuntimeException.class);
        assertThat(agent().error().error()).isTrue();
    }

    interface Service {
        Flux<String> flux(String question);

        Mono<String> mono(String question);

        Publisher<String> publisher(String question);

        Flow.Publisher<String> flow(String question);
    }

    private Service service(Object answer) {
        return spans.service(Service.class, (Service) Proxy.newProxyInstance(
                Service.class.getClassLoader(), new Class<?>[] {Service.class}, (proxy, method, arguments) -> answer));
    }

    @Test
    void endsTheSpanOfAFluxThatIsCancelled() {
        Sinks.Many<String> sink = Sinks.many().unicast().onBackpressureBuffer();
        BaseSubscriber<String> subscriber = new BaseSubscriber<>() {};
        service(sink.asFlux()).flux("a question").subscribe(subscriber);
        sink.tryEmitNext("half an ");
        assertThat(ended.all()).isEmpty();

        subscriber.cancel();
        assertThat(agent().output().asText()).isEqualTo("assistant: half an ");
        assertThat(agent().error().error()).isFalse();
    }

    @Test
    void keepsWhatAColdFluxDoesWhenSubscribedInItsTraceAndItsContext() {
        AtomicReference<String> current = new AtomicReference<>("");
        Flux<String> cold = Flux.deferContextual(context -> {
            current.set(Span.current().getSpanContext().getSpanId());
            return Flux.just("an answer to ", context.get("user"));
        });
        Flux<String> answer = service(cold).flux("a question").contextWrite(context -> context.put("user", "Kari"));

        assertThat(answer.collectList().block(LONG)).containsExactly("an answer to ", "Kari");
        assertThat(ended.all())
                .singleElement()
                .satisfies(span -> assertThat(span.getSpanId()).isEqualTo(current.get()));
        assertThat(agent().output().asText()).isEqualTo("assistant: an answer to Kari");
    }

    @Test
    void makesASpanOfEachSubscription() {
        Flux<String> answer = service(Flux.just("an answer")).flux("a question");

        assertThat(answer.blockLast(LONG)).isEqualTo("an answer");
        assertThat(answer.blockLast(LONG)).isEqualTo("an answer");
        assertThat(ended.shown(AmpSpanKind.AGENT)).hasSize(2).allSatisfy(agent -> {
            assertThat(agent.input().asText()).isEqualTo("user: a question");
            assertThat(agent.output().asText()).isEqualTo("assistant: an answer");
        });
    }

    @Test
    void endsTheSpanOfAMonoWithItsValue() {
        assertThat(service(Mono.just("an answer")).mono("a question").block(LONG))
                .isEqualTo("an answer");
        assertThat(agent().output().asText()).isEqualTo("assistant: an answer");
    }

    @Test
    void watchesPublishersThatAreNoFlux() {
        assertThat(Flux.from(service(Flux.just("an answer")).publisher("a question"))
                        .blockLast(LONG))
                .isEqualTo("an answer");
        assertThat(agent().output().asText()).isEqualTo("assistant: an answer");
    }

    @Test
    void watchesPublishersOfTheJdk() throws Exception {
        CompletableFuture<Boolean> completed = new CompletableFuture<>();
        try (SubmissionPublisher<String> source = new SubmissionPublisher<>(Runnable::run, 16)) {
            service(source).flow("a question").subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(String item) {}

                @Override
                public void onError(Throwable failure) {
                    completed.completeExceptionally(failure);
                }

                @Override
                public void onComplete() {
                    completed.complete(true);
                }
            });
            source.submit("an answer");
        }

        assertThat(completed.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(agent().output().asText()).isEqualTo("assistant: an answer");
    }

    @Test
    void marksACallThatFailsBeforeThereIsAFlux() {
        Service failing = spans.service(Service.class, (Service) Proxy.newProxyInstance(
                Service.class.getClassLoader(), new Class<?>[] {Service.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("no model");
                }));

        assertThatThrownBy(() -> failing.flux("a question")).isInstanceOf(IllegalStateException.class);
        assertThat(agent().error().error()).isTrue();
    }
}
