package io.amp4j.otel.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.RenderedTool;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AmpSpansTest {
    private static final ToolDefinition WEATHER =
            ToolDefinition.of("get_weather", "Weather of a \"city\"", "{\"type\":\"object\"}");

    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        recorder.close();
        assertThat(Span.current().getSpanContext().isValid())
                .as("a span is still current")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void everyKindRendersAsItselfAndBreaksNoRule(AmpSpanKind kind, Function<AmpSpans, AmpSpan> emit) {
        emit.apply(recorder.spans()).close();

        SpanView view = SpanView.of(recorder.only());
        assertThat(SpanContract.classify(view).kind()).isEqualTo(kind);
        assertThat(SpanContract.check(view)).isEmpty();
    }

    @Test
    void dropsTextsAndNothingElseWhenThereAreMoreThanAnSdkKeeps() {
        List<String> texts = IntStream.range(0, 500).mapToObj(i -> "text " + i).toList();
        EmbeddingSpan span =
                recorder.spans().embedding("openai", "ada").input(texts).start();
        span.tokensUsed(3).responseModel("ada-2");
        span.fail("429");
        span.close();

        Attributes attributes = recorder.only().getAttributes();
        assertThat(attributes.get(AmpAttributes.USAGE_INPUT_TOKENS)).isEqualTo(3);
        assertThat(attributes.get(AmpAttributes.RESPONSE_MODEL)).isEqualTo("ada-2");
        assertThat(attributes.get(AmpAttributes.ERROR_TYPE)).isEqualTo("429");
        assertThat(attributes.get(AmpAttributes.embeddedText(0))).isEqualTo("text 0");
        assertThat(attributes.size()).isEqualTo(128);
    }

    static Stream<Arguments> everyKind() {
        return Stream.of(
                kind(
                        AmpSpanKind.LLM,
                        spans -> spans.llm("openai", "gpt-4o")
                                .prompt("q")
                                .start()
                                .answer("a")
                                .tokensUsed(1, 2)),
                kind(
                        AmpSpanKind.LLM,
                        spans -> spans.textCompletion("openai", "davinci")
                                .prompt("q")
                                .start()
                                .answer("a")
                                .tokensUsed(1, 2)),
                kind(
                        AmpSpanKind.EMBEDDING,
                        spans -> spans.embedding("openai", "ada")
                                .input(List.of("a", "b"))
                                .start()
                                .tokensUsed(3)),
                kind(
                        AmpSpanKind.TOOL,
                        spans -> spans.tool("t")
                                .arguments(Map.of("a", 1))
                                .start()
                                .result("r")),
                kind(
                        AmpSpanKind.TOOL,
                        spans -> spans.tool("t")
                                .arguments(Map.of("inputs", 1))
                                .start()
                                .result("r")),
                kind(
                        AmpSpanKind.AGENT,
                        spans -> spans.agent("a").prompt("q").start().answer("r")),
                kind(
                        AmpSpanKind.AGENT,
                        spans -> spans.createAgent("a")
                                .prompt("q")
                                .tools(List.of(WEATHER))
                                .start()
                                .answer("r")),
                kind(
                        AmpSpanKind.RETRIEVER,
                        spans -> spans.retriever("pgvector", "docs")
                                .topK(3)
                                .query("q")
                                .start()
                                .documents(List.of("d"))),
                kind(
                        AmpSpanKind.RETRIEVER,
                        spans -> spans.retriever("Postgres", "docs").start()),
                kind(
                        AmpSpanKind.CHAIN,
                        spans -> spans.workflow("rag").input("q").start().output("a")),
                kind(AmpSpanKind.CHAIN, spans -> spans.task("fetch").start()),
                kind(
                        AmpSpanKind.RERANK,
                        spans -> spans.rerank("cohere", "rerank-v3.5").start()));
    }

    private static Arguments kind(AmpSpanKind kind, Function<AmpSpans, AmpSpan> emit) {
        return Arguments.of(kind, named(kind.text(), emit));
    }

    @Test
    void showsAllOfAModelsCall() {
        try (LlmSpan call = recorder.spans()
                .llm("openai", "gpt-4o")
                .instructions("be kind")
                .input(List.of(
                        Message.user("weather in \"Colombo\"?\n<now>"),
                        Message.assistant(List.of(new Message.ToolCall("1", "get_weather", "{\"city\":\"Colombo\"}"))),
                        Message.tool("1", "{\"t\":31}")))
                .tools(List.of(WEATHER))
                .temperature(0.5)
                .topP(0.9)
                .maxTokens(100)
                .start()) {
            call.answer("31 degrees")
                    .responseModel("gpt-4o-2024")
                    .responseModel("")
                    .responseId("r1")
                    .finishReason("stop")
                    .tokensUsed(10, 20)
                    .cachedTokens(5);
        }

        SpanPreview preview = recorder.preview();
        assertThat(preview.input().asText())
                .isEqualTo("system: be kind\nuser: weather in \"Colombo\"?\n<now>\n"
                        + "assistant:  -> get_weather({\"city\":\"Colombo\"})\ntool: {\"t\":31}");
        assertThat(preview.output().asText()).isEqualTo("assistant: 31 degrees");
        assertThat(preview.details())
                .isEqualTo(LlmDetails.builder()
                        .tools(List.of(
                                RenderedTool.of("get_weather", "Weather of a \"city\"", "{\"type\":\"object\"}")))
                        .model("gpt-4o-2024")
                        .vendor("openai")
                        .temperature(0.5)
                        .tokens(RenderedTokens.builder()
                                .input(10)
                                .output(20)
                                .cacheRead(5)
                                .total(30)
                                .build())
                        .build());
        SpanData span = recorder.only();
        assertThat(span.getName()).isEqualTo("chat gpt-4o");
        assertThat(span.getAttributes().get(AmpAttributes.PROVIDER_NAME)).isEqualTo("openai");
        assertThat(span.getAttributes().get(AmpAttributes.FINISH_REASONS)).containsExactly("stop");
        assertThat(span.getAttributes().get(AmpAttributes.ENTITY_INPUT)).isNull();
    }

    @Test
    void showsAllOfAnAgentAndMakesItsWordsThoseOfTheTrace() {
        try (AgentSpan agent = recorder.spans()
                .framework("langchain4j")
                .agent("planner")
                .instructions("plan")
                .model("gpt-4o")
                .conversation("c1")
                .description("plans")
                .tools(List.of(WEATHER, ToolDefinition.named("search")))
                .prompt("go")
                .start()) {
            recorder.spans().tool("search").arguments("{\"q\":\"x\"}").call(tool -> tool.result("found"));
            agent.answer("done");
        }

        SpanView tool = SpanView.of(recorder.ended().get(0));
        SpanView agent = SpanView.of(recorder.ended().get(1));
        assertThat(SpanContract.preview(agent).details())
                .isEqualTo(AgentDetails.builder()
                        .name("planner")
                        .tools(List.of(
                                RenderedTool.of("get_weather", "Weather of a \"city\"", "{\"type\":\"object\"}"),
                                RenderedTool.of("search", "", "")))
                        .model("gpt-4o")
                        .framework("langchain4j")
                        .systemPrompt("plan")
                        .conversationId("c1")
                        .build());
        assertThat(SpanContract.preview(agent).input().asText()).isEqualTo("system: plan\nuser: go");
        TracePreview trace = SpanContract.preview(List.of(tool, agent));
        assertThat(trace.input().asText()).isEqualTo("go");
        assertThat(trace.output().asText()).isEqualTo("done");
        assertThat(trace.findings()).isEmpty();
        assertThat(tool.parentSpanId()).isEqualTo(agent.spanId());
    }

    @Test
    void onlyLocalRootsCarryTheWordsOfTheTrace() {
        try (AgentSpan outer = recorder.spans().agent("outer").start()) {
            recorder.spans().agent("inner").prompt("go").start().answer("done").close();
            assertThat(outer.context()).isEqualTo(Context.current());
        }
        SpanContext remote = SpanContext.createFromRemoteParent(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        recorder.spans()
                .agent("served")
                .parent(Context.root().with(Span.wrap(remote)))
                .prompt("go")
                .start()
                .close();

        assertThat(recorder.ended())
                .extracting(span -> span.getAttributes().get(AmpAttributes.ENTITY_INPUT))
                .containsExactly(null, null, "go");
        assertThat(recorder.ended().get(2).getParentSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void showsToolArgumentsWholeEvenWhenTheyAreNamedInputs() {
        recorder.spans()
                .tool("t")
                .callId("7")
                .arguments("{\"inputs\":[1],\"more\":2}")
                .start()
                .result(Map.of("ok", true))
                .close();

        assertThat(recorder.preview().input().asText()).isEqualTo("{\"inputs\":[1],\"more\":2}");
        assertThat(recorder.preview().output().asText()).isEqualTo("{\"ok\":true}");
        assertThat(recorder.only().getAttributes().get(AmpAttributes.TOOL_CALL_ID))
                .isEqualTo("7");
    }

    @Test
    void collectsAStreamedAnswerFromAnyThreadEvenIfItBreaksOff() throws Exception {
        LlmSpan call = recorder.spans().llm("openai", "gpt-4o").prompt("q").startDetached();
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
        CompletableFuture.runAsync(() -> {
                    call.append("Hel").append("lo");
                    call.appendToolCall(1, "b", "second", "{}");
                    call.appendToolCall(0, "a", "first", "{\"x\":")
                            .appendToolCall(0, "", "", "1}")
                            .appendToolCall(5, "c", "", "lost");
                    call.fail(new IllegalStateException("stream broke"));
                    call.close();
                })
                .get(10, TimeUnit.SECONDS);
        call.close();

        assertThat(recorder.preview().output().asText())
                .isEqualTo("assistant: Hello -> first({\"x\":1}) -> second({})");
        assertThat(recorder.preview().error())
                .isEqualTo(SpanError.of(true, "java.lang.IllegalStateException", SpanError.Rule.S1));
    }

    @Test
    void aWholeAnswerTakesThePlaceOfAStreamedOne() {
        recorder.spans()
                .llm("openai", "gpt-4o")
                .start()
                .append("partial")
                .answer("whole")
                .close();

        assertThat(recorder.preview().output().asText()).isEqualTo("assistant: whole");
    }

    @Test
    void isCurrentInTheStartingThreadUntilItCloses() throws Exception {
        try (ChainSpan chain = recorder.spans().workflow("w").start()) {
            assertThat(Span.current()).isSameAs(chain.span());
            CompletableFuture.runAsync(chain.context()
                            .wrap(() -> recorder.spans().task("t").start().close()))
                    .get(10, TimeUnit.SECONDS);
            CompletableFuture.runAsync(() -> {
                        try (Scope scope = chain.makeCurrent()) {
                            assertThat(scope).isNotNull();
                            recorder.spans().task("u").start().close();
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
        }

        assertThat(recorder.ended()).extracting(SpanData::getName).containsExactly("t.task", "u.task", "w.workflow");
        assertThat(recorder.ended().subList(0, 2))
                .extracting(SpanData::getParentSpanId)
                .containsOnly(recorder.ended().get(2).getSpanId());
    }

    @Test
    void closingInAnotherThreadEndsTheSpanAndLeavesTheThreadsAlone() throws Exception {
        ChainSpan chain = recorder.spans().workflow("w").start();
        CompletableFuture.runAsync(chain::close).get(10, TimeUnit.SECONDS);
        assertThat(recorder.ended()).hasSize(1);
        assertThat(Span.current()).isSameAs(chain.span());

        chain.close();

        assertThat(recorder.ended()).hasSize(1);
    }

    @Test
    void callMarksWhatFailsAndPassesItOn() {
        IllegalArgumentException broken = new IllegalArgumentException("no");

        assertThatThrownBy(() -> recorder.spans().tool("t").call(tool -> {
                    throw broken;
                }))
                .isSameAs(broken);

        assertThat(recorder.only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(recorder.only().getStatus().getDescription()).isEqualTo("no");
        assertThat(recorder.preview().error().type()).isEqualTo("java.lang.IllegalArgumentException");
    }

    @Test
    void namesTheCauseOfWrappedFailuresAndNeverAMessage() {
        ChainSpan wrapped = recorder.spans().task("a").startDetached();
        wrapped.fail(new CompletionException(new ArithmeticException("secret")));
        wrapped.close();
        ChainSpan coded = recorder.spans().task("b").startDetached();
        coded.fail("rate_limited");
        coded.close();
        ChainSpan nameless = recorder.spans().task("c").startDetached();
        nameless.fail("");
        nameless.close();

        assertThat(recorder.ended())
                .extracting(span -> span.getAttributes().get(AmpAttributes.ERROR_TYPE))
                .containsExactly("java.lang.ArithmeticException", "rate_limited", "_OTHER");
    }

    @Test
    void writesNothingThatIsNotKnown() {
        recorder.spans()
                .llm("openai", "gpt-4o")
                .instructions("")
                .start()
                .responseModel("")
                .answer("")
                .close();

        assertThat(recorder.only().getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .containsExactlyInAnyOrder(
                        "gen_ai.operation.name",
                        "gen_ai.system",
                        "gen_ai.provider.name",
                        "gen_ai.request.model",
                        "gen_ai.output.messages");
    }

    @Test
    void serialisesNoValuesWhenTheSamplerSaysNo() {
        Object value = new Object() {
            @Override
            public String toString() {
                throw new AssertionError("serialised");
            }
        };
        try (Recorder off = new Recorder(Sampler.alwaysOff())) {
            try (ToolSpan run =
                    off.spans().tool("t").arguments(Map.of("a", value)).start()) {
                assertThat(run.span().isRecording()).isFalse();
                run.result(Map.of("a", value));
            }
            assertThat(off.ended()).isEmpty();
        }
    }

    @Test
    void theArgumentsGivenLastCount() {
        recorder.spans()
                .tool("t")
                .arguments(Map.of("a", 1))
                .arguments("{\"b\":2}")
                .start()
                .close();

        assertThat(recorder.only().getAttributes().get(AmpAttributes.TOOL_CALL_ARGUMENTS))
                .isEqualTo("{\"b\":2}");
    }

    @Test
    void refusesWhatAmpCouldNotShow() {
        AmpSpans spans = recorder.spans();
        assertThatThrownBy(() -> spans.llm("", "m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("system must not be empty");
        assertThatThrownBy(() -> spans.llm("s", "")).hasMessage("model must not be empty");
        assertThatThrownBy(() -> spans.tool("")).hasMessage("name must not be empty");
        assertThatThrownBy(() -> spans.retriever("s", "c").topK(0)).hasMessage("topK must be at least 1: 0");
        assertThatThrownBy(() -> ToolDefinition.named("")).hasMessageStartingWith("name must not be empty");
    }

    @Test
    void throwsAtNobodyForWhatAModelOrAValueDoes() {
        Object odd = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("a test throws this");
            }
        };
        try (ToolSpan tool =
                recorder.spans().tool("t").arguments(Map.of("a", odd)).start()) {
            tool.result(Map.of("b", odd));
        }
        assertThat(recorder.only().getName()).isEqualTo("execute_tool t");

        try (LlmSpan call = recorder.spans().llm("s", "m").start()) {
            call.tokensUsed(-1, 7)
                    .cachedTokens(-1)
                    .output(List.of(Message.assistant(List.of(new Message.ToolCall("1", "", "{}")))));
        }
        SpanData call = recorder.ended().get(1);
        assertThat(call.getAttributes().get(AmpAttributes.USAGE_INPUT_TOKENS)).isNull();
        assertThat(call.getAttributes().get(AmpAttributes.USAGE_OUTPUT_TOKENS)).isEqualTo(7);
        assertThat(call.getAttributes().get(AmpAttributes.OUTPUT_MESSAGES)).contains("\"name\":\"unknown\"");
    }

    @Test
    void toStringOfMessagesShowsNoContent() {
        assertThat(List.of(
                                Message.user("secret"),
                                Message.tool("1", "secret"),
                                Message.assistant(List.of(new Message.ToolCall("1", "f", "secret"))))
                        .toString())
                .doesNotContain("secret");
    }
}
