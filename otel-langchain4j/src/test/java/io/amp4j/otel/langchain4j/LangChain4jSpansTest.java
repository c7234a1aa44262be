package io.amp4j.otel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Result;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutor;
import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.span.Message;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The real LangChain4j, once its oldest 1.x and once its newest, on a fake OpenAI. */
class LangChain4jSpansTest {
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
        Result<String> answer(@MemoryId String conversation, @UserMessage String question);

        @SystemMessage("You are a travel guide. Answer in one sentence.")
        TokenStream stream(@MemoryId String conversation, @UserMessage String question);
    }

    static final class Weather {
        @Tool(name = "weather", value = "The weather of a city today")
        String weather(String city) {
            if (city.equals("Atlantis")) {
                throw new IllegalArgumentException("no such city: " + city);
            }
            return "4 degrees and rain in " + city;
        }
    }

    private Assistant assistant() {
        ChatModel model = OpenAiChatModel.builder()
                .baseUrl(server.baseUrl())
                .apiKey("sk-test")
                .modelName("gpt-4o-mini")
                .temperature(0.2)
                .maxRetries(0)
                .listeners(List.of(spans.listener()))
                .build();
        return spans.service(
                Assistant.class,
                AiServices.builder(Assistant.class)
                        .chatModel(model)
                        .streamingChatModel(OpenAiStreamingChatModel.builder()
                                .baseUrl(server.baseUrl())
                                .apiKey("sk-test")
                                .modelName("gpt-4o-mini")
                                .listeners(List.of(spans.listener()))
                                .build())
                        .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(20))
                        .tools(spans.tools(new Weather()))
                        .build());
    }

    @Test
    void runsWithTheVersionThatIsMeant() {
        String expected = System.getProperty("langchain4j.expected");
        Path jar = Path.of(ChatModel.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());

        assertThat(jar.toString())
                .contains(expected.equals("1.0.0") ? "langchain4j-core-1.0.0.jar" : "newest/langchain4j-core.jar");
    }

    @Test
    void showsAServiceWithItsCallsAndATool() {
        assertThat(assistant().answer("trip", "What do I wear in Oslo?").content())
                .isEqualTo("Take an umbrella.");

        assertThat(ended.byStart())
                .extracting(SpanData::getName)
                .containsExactly(
                        "invoke_agent Assistant", "chat gpt-4o-mini", "execute_tool weather", "chat gpt-4o-mini");
        SpanPreview agent = ended.shown(AmpSpanKind.AGENT).get(0);
        assertThat(agent.input().asText()).contains("What do I wear in Oslo?");
        assertThat(agent.output().asText()).contains("Take an umbrella.");
        List<SpanPreview> calls = ended.shown(AmpSpanKind.LLM);
        assertThat(calls.get(0).input().asText())
                .contains("system: You are a travel guide. Answer in one sentence.", "user: What do I wear in Oslo?");
        assertThat(calls.get(0).output().asText()).contains("weather(");
        assertThat(calls.get(1).input().asText()).contains("tool: 4 degrees and rain in Oslo");
        assertThat(calls.get(1).output().asText()).isEqualTo("assistant: Take an umbrella.");
        SpanPreview tool = ended.shown(AmpSpanKind.TOOL).get(0);
        assertThat(tool.input().asText()).isEqualTo("{\"city\":\"Oslo\"}");
        assertThat(tool.output().asText()).isEqualTo("4 degrees and rain in Oslo");
        ended.breakNoRule();
    }

    @Test
    void makesOneTraceWhoseTokensCountOnce() {
        assistant().answer("trip", "What do I wear in Oslo?");
        TracePreview trace =
                SpanContract.preview(ended.byStart().stream().map(SpanView::of).toList());

        assertThat(ended.all())
                .extracting(SpanData::getTraceId)
                .containsOnly(ended.all().get(0).getTraceId());
        assertThat(trace.rootKind()).isEqualTo(AmpSpanKind.AGENT);
        assertThat(trace.input().asText()).isEqualTo("What do I wear in Oslo?");
        assertThat(trace.output().asText()).isEqualTo("Take an umbrella.");
        assertThat(trace.exportTokens()).extracting(RenderedTokens::input).isEqualTo(100L);
        assertThat(trace.exportTokens()).extracting(RenderedTokens::output).isEqualTo(20L);
    }

    @Test
    void showsAStreamUnderItsService() throws Exception {
        CompletableFuture<ChatResponse> answered = new CompletableFuture<>();
        List<String> heard = new CopyOnWriteArrayList<>();
        assistant().stream("trip", "And on the fjord?")
                .onPartialResponse(heard::add)
                .onCompleteResponse(answered::complete)
                .onError(answered::completeExceptionally)
                .start();
        assertThat(answered.get(30, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("Wear boots.");

        assertThat(String.join("", heard)).isEqualTo("Wear boots.");
        assertThat(ended.byStart())
                .extracting(SpanData::getName)
                .containsExactly("invoke_agent Assistant", "chat gpt-4o-mini");
        assertThat(ended.byStart().get(1).getParentSpanId())
                .isEqualTo(ended.byStart().get(0).getSpanId());
        assertThat(ended.shown(AmpSpanKind.AGENT).get(0).output().asText()).contains("Wear boots.");
        assertThat(ended.shown(AmpSpanKind.LLM).get(0).output().asText()).isEqualTo("assistant: Wear boots.");
        ended.breakNoRule();
    }

    @Test
    void keepsToolsOfAStreamAndTheNextCallInItsTrace() throws Exception {
        CompletableFuture<ChatResponse> answered = new CompletableFuture<>();
        assistant().stream("trip", "What do I wear in Oslo?")
                .onPartialResponse(text -> {})
                .onCompleteResponse(answered::complete)
                .onError(answered::completeExceptionally)
                .start();
        assertThat(answered.get(30, TimeUnit.SECONDS).aiMessage().text()).isEqualTo("Wear boots.");

        SpanData agent = ended.byStart().get(0);
        assertThat(ended.byStart())
                .extracting(SpanData::getName)
                .containsExactly(
                        "invoke_agent Assistant", "chat gpt-4o-mini", "execute_tool weather", "chat gpt-4o-mini");
        assertThat(ended.byStart().subList(1, 4))
                .extracting(SpanData::getParentSpanId)
                .containsOnly(agent.getSpanId());
    }

    @Test
    void marksTheServiceOfAStreamThatFails() {
        CompletableFuture<ChatResponse> answered = new CompletableFuture<>();
        assistant().stream("trip", "overloaded")
                .onPartialResponse(text -> {})
                .onCompleteResponse(answered::complete)
                .onError(answered::completeExceptionally)
                .start();

        assertThatThrownBy(() -> answered.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(ended.shown(AmpSpanKind.AGENT))
                .singleElement()
                .satisfies(agent -> assertThat(agent.error().error()).isTrue());
    }

    @Test
    void makesNoSpanOfAStreamThatIsNeverStarted() {
        TokenStream unused = assistant().stream("trip", "And on the fjord?").onPartialResponse(text -> {});

        assertThat(ended.all()).isEmpty();
    }

    @Test
    void marksAToolThatFails() {
        Assistant assistant = assistant();
        try {
            assistant.answer("trip", "What do I wear in Atlantis?");
        } catch (RuntimeException someVersionsGiveUp) {
            assertThat(someVersionsGiveUp).hasMessageContaining("no such city");
        }

        SpanPreview tool = ended.shown(AmpSpanKind.TOOL).get(0);
        assertThat(tool.input().asText()).isEqualTo("{\"city\":\"Atlantis\"}");
        assertThat(tool.output().asText() + tool.error().type())
                .containsAnyOf("no such city", "IllegalArgument", "ToolExecutionException");
    }

    @Test
    void marksACallThatIsRefusedAndItsService() {
        Assistant assistant = assistant();

        assertThatThrownBy(() -> assistant.answer("trip", "overloaded")).isInstanceOf(RuntimeException.class);
        assertThat(ended.shown(AmpSpanKind.LLM)).singleElement().satisfies(call -> {
            assertThat(call.error().error()).isTrue();
            assertThat(call.input().asText()).contains("user: overloaded");
        });
        assertThat(ended.shown(AmpSpanKind.AGENT))
                .singleElement()
                .satisfies(agent -> assertThat(agent.error().error()).isTrue());
    }

    interface Service {
        String plain(String question, ChatRequestParameters settings);

        String marked(@UserMessage String question, @V("city") String city, Map<String, String> forTools);

        String several(Map<String, String> one, Map<String, String> other);

        String contents(@UserMessage List<dev.langchain4j.data.message.Content> contents);

        CompletableFuture<String> later(String question);
    }

    private Service service(CompletableFuture<String> later) {
        return spans.service(Service.class, (Service) Proxy.newProxyInstance(
                Service.class.getClassLoader(), new Class<?>[] {Service.class}, (proxy, method, arguments) -> {
                    return method.getName().equals("later") ? later : "answer";
                }));
    }

    private String prompt() {
        String prompt = ended.shown(AmpSpanKind.AGENT).get(0).input().asText();
        ended.all().clear();
        return prompt;
    }

    @Test
    void takesOnlyWhatIsSaidAsThePromptOfAService() {
        Service service = service(new CompletableFuture<>());
        service.plain(
                "a question", ChatRequestParameters.builder().modelName("m").build());
        assertThat(prompt()).isEqualTo("user: a question");

        service.marked("a question", "Oslo", Map.of("token", "secret"));
        assertThat(prompt()).isEqualTo("user: a question\nOslo");

        service.several(Map.of("token", "secret"), Map.of());
        assertThat(ended.all().toString()).contains("invoke_agent").doesNotContain("secret");
        ended.all().clear();

        service.contents(List.of(TextContent.from("what is this?"), ImageContent.from("aGVsbG8=", "image/png")));
        assertThat(ended.all().toString()).doesNotContain("aGVsbG8=");
        assertThat(prompt()).isEqualTo("user: what is this?\n[image]");
    }

    @Test
    void endsTheSpanOfALaterResultWithThat() {
        CompletableFuture<String> later = new CompletableFuture<>();
        assertThat(service(later).later("a question")).isSameAs(later);
        assertThat(ended.all()).isEmpty();

        later.complete("an answer");
        assertThat(ended.shown(AmpSpanKind.AGENT).get(0).output().asText()).isEqualTo("assistant: an answer");
    }

    @Test
    void endsTheSpanOfAStreamThatIsCancelled() throws Exception {
        boolean newest = Arrays.stream(TokenStream.class.getMethods())
                .anyMatch(method -> method.getName().equals("onPartialResponseWithContext"));
        Assumptions.assumeTrue(newest);
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        TokenStream stream = assistant().stream("trip", "And on the fjord?");
        BiConsumer<Object, Object> cancelling = (part, context) -> {
            try {
                Object handle = context.getClass().getMethod("streamingHandle").invoke(context);
                Method cancel = handle.getClass().getMethod("cancel");
                cancel.setAccessible(true);
                cancel.invoke(handle);
                cancelled.complete(true);
            } catch (ReflectiveOperationException e) {
                cancelled.completeExceptionally(e);
            }
        };
        TokenStream.class
                .getMethod("onPartialResponseWithContext", BiConsumer.class)
                .invoke(stream, cancelling);
        CompletableFuture<Object> agentEnded = new CompletableFuture<>();
        ended.onEnd(span -> {
            if (span.getName().startsWith("invoke_agent")) {
                agentEnded.complete(span);
            }
        });
        stream.onCompleteResponse(response -> {}).onError(error -> {}).start();

        assertThat(cancelled.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(agentEnded.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void givesFailuresOfToolsToTheHandlerWhereTheVersionHasOne() throws Exception {
        boolean newest = Arrays.stream(DefaultToolExecutor.class.getMethods())
                .anyMatch(method -> method.getName().equals("builder"));
        ToolExecutor executor = spans.tools(new Weather()).values().iterator().next();
        ToolExecutionRequest request = ToolExecutionRequest.builder()
                .id("1")
                .name("weather")
                .arguments("{\"city\":\"Atlantis\",\"arg0\":\"Atlantis\"}")
                .build();

        if (newest) {
            assertThatThrownBy(() -> executor.execute(request, "trip")).isInstanceOf(RuntimeException.class);
        } else {
            assertThat(executor.execute(request, "trip")).contains("no such city");
        }
    }

    @Test
    void showsAResultOfSeveralContents() throws Exception {
        Method contents = Arrays.stream(ToolExecutionResultMessage.class.getMethods())
                .filter(method -> method.getName().equals("builder"))
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(contents != null);
        Object builder = contents.invoke(null);
        builder.getClass().getMethod("id", String.class).invoke(builder, "1");
        builder.getClass().getMethod("toolName", String.class).invoke(builder, "weather");
        builder.getClass()
                .getMethod("contents", List.class)
                .invoke(builder, List.of(TextContent.from("rain"), ImageContent.from("aGVsbG8=", "image/png")));
        ToolExecutionResultMessage result = (ToolExecutionResultMessage)
                builder.getClass().getMethod("build").invoke(builder);

        assertThat(Conversion.message(result)).isEqualTo(Message.tool("1", "rain\n[image]"));
    }

    @Test
    void showsARetriever() {
        ContentRetriever retriever = spans.retriever(
                query -> List.of(Content.from("layers for the north, not for " + query.text())), "pgvector", "packing");

        assertThat(retriever.retrieve(Query.from("the south"))).hasSize(1);
        assertThat(ended.shown(AmpSpanKind.RETRIEVER)).hasSize(1);
        ended.breakNoRule();
    }

    @Test
    void isAsGoodAsWhatStandsBehindIt() {
        ContentRetriever behind = query -> {
            throw new IllegalStateException("no index");
        };
        ContentRetriever retriever = spans.retriever(behind, "pgvector", "packing");

        assertThatThrownBy(() -> retriever.retrieve(Query.from("x"))).isInstanceOf(IllegalStateException.class);
        assertThat(retriever.toString()).isEqualTo(behind.toString());
        assertThat(retriever)
                .isEqualTo(spans.retriever(behind, "pgvector", "packing"))
                .isNotEqualTo(behind);
        assertThat(ended.shown(AmpSpanKind.RETRIEVER).get(0).error().error()).isTrue();
    }
}
