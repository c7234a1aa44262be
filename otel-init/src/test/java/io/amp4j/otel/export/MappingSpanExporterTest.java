package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpAttributes;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attributes as the frameworks' conventions name them, before and after. */
class MappingSpanExporterTest {
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        recorder.close();
    }

    private SpanData span(String name, String... attributes) {
        Span span = recorder.tracer().spanBuilder(name).setNoParent().startSpan();
        for (int i = 0; i < attributes.length; i += 2) {
            span.setAttribute(attributes[i], attributes[i + 1]);
        }
        span.end();
        return recorder.ended().get(recorder.ended().size() - 1);
    }

    private static SpanData mapped(SpanData span) {
        try (Recorder out = new Recorder()) {
            MappingSpanExporter.mapping(out).export(List.of(span));
            return out.only();
        }
    }

    @Test
    void showsAModelsCallOfOpenInference() {
        SpanData before = span(
                "ChatCompletion",
                "openinference.span.kind",
                "LLM",
                "llm.model_name",
                "gpt-4o",
                "llm.system",
                "openai",
                "llm.input_messages.0.message.role",
                "system",
                "llm.input_messages.0.message.content",
                "be kind",
                "llm.input_messages.1.message.role",
                "user",
                "llm.input_messages.1.message.contents.0.message_content.text",
                "one",
                "llm.input_messages.1.message.contents.1.message_content.text",
                "two",
                "llm.output_messages.0.message.role",
                "assistant",
                "llm.output_messages.0.message.tool_calls.0.tool_call.id",
                "1",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.name",
                "f",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
                "{\"a\":1}",
                "llm.token_count.prompt",
                "10",
                "llm.token_count.completion",
                "20",
                "llm.token_count.prompt_details.cache_read",
                "5",
                "llm.invocation_parameters",
                "{\"temperature\":0.5}",
                "llm.tools.0.tool.json_schema",
                "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}");
        assertThatSpan(before).rendersAs(AmpSpanKind.UNKNOWN);

        SpanData after = mapped(before);

        assertThatSpan(after)
                .rendersAs(AmpSpanKind.LLM)
                .listsAs(AmpSpanKind.LLM)
                .showsModel("gpt-4o")
                .showsVendor("openai")
                .showsTokens(10, 20)
                .showsTools("f")
                .showsInput("system: be kind")
                .showsInput("user: one\ntwo")
                .showsOutput("assistant:  -> f({\"a\":1})")
                .breaksNoRule();
        assertThat(after.getName()).isEqualTo("chat gpt-4o");
        assertThat(after.getAttributes().get(AmpAttributes.REQUEST_TEMPERATURE)).isEqualTo(0.5);
        assertThat(after.getAttributes().get(AttributeKey.stringKey("llm.model_name")))
                .isEqualTo("gpt-4o");
        assertThat(after.getTotalAttributeCount())
                .isEqualTo(after.getAttributes().size());
    }

    @Test
    void showsTheOtherKindsOfOpenInference() {
        assertThatSpan(mapped(span(
                        "search",
                        "openinference.span.kind",
                        "TOOL",
                        "tool.name",
                        "search",
                        "input.value",
                        "{\"q\":1}",
                        "output.value",
                        "r",
                        "llm.provider",
                        "x")))
                .rendersAs(AmpSpanKind.TOOL)
                .listsAs(AmpSpanKind.TOOL)
                .showsName("search")
                .showsInput("{\"q\":1}")
                .showsOutput("r")
                .breaksNoRule();
        assertThatSpan(mapped(span(
                        "Planner",
                        "openinference.span.kind",
                        "AGENT",
                        "input.value",
                        "go",
                        "output.value",
                        "done",
                        "session.id",
                        "s")))
                .rendersAs(AmpSpanKind.AGENT)
                .listsAs(AmpSpanKind.AGENT)
                .showsName("Planner")
                .showsInput("user: go")
                .showsOutput("assistant: done")
                .breaksNoRule();
        assertThatSpan(mapped(span(
                        "emb",
                        "openinference.span.kind",
                        "EMBEDDING",
                        "embedding.model_name",
                        "ada",
                        "llm.system",
                        "openai",
                        "embedding.embeddings.1.embedding.text",
                        "b",
                        "embedding.embeddings.0.embedding.text",
                        "a")))
                .rendersAs(AmpSpanKind.EMBEDDING)
                .showsModel("ada")
                .showsInput("a\nb")
                .breaksNoRule();
        assertThatSpan(mapped(
                        span("step", "openinference.span.kind", "CHAIN", "input.value", "in", "output.value", "out")))
                .rendersAs(AmpSpanKind.CHAIN)
                .showsInput("in")
                .showsOutput("out")
                .breaksNoRule();
        assertThatSpan(mapped(span("r", "openinference.span.kind", "RETRIEVER", "input.value", "q")))
                .rendersAs(AmpSpanKind.RETRIEVER);
        assertThatSpan(mapped(span("r", "openinference.span.kind", "RERANKER", "reranker.model_name", "m")))
                .rendersAs(AmpSpanKind.RERANK);
        assertThatSpan(mapped(span("g", "openinference.span.kind", "GUARDRAIL")))
                .rendersAs(AmpSpanKind.CHAIN);
    }

    @Test
    void showsValuesOfTheUsersOwnWhole() {
        String message = "{\"type\":\"note\",\"data\":{\"content\":\"y\"}}";
        String answer = "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}],\"score\":1}";
        String letters = "{\"messages\":[{\"to\":\"a\",\"content\":\"b\"}]}";

        assertThatSpan(mapped(span("t", "openinference.span.kind", "TOOL", "output.value", message)))
                .shows("the whole", preview -> preview.output().asText().equals(message));
        assertThatSpan(mapped(span("a", "openinference.span.kind", "AGENT", "output.value", answer)))
                .shows("the whole", preview -> preview.output().asText().equals("assistant: " + answer));
        assertThatSpan(mapped(span("c", "openinference.span.kind", "CHAIN", "output.value", letters)))
                .shows("the whole", preview -> preview.output().asText().equals(letters));
    }

    @Test
    void showsToolsClientsAndStoresOfSpringAi() {
        assertThatSpan(mapped(span(
                        "tool call",
                        "gen_ai.operation.name",
                        "framework",
                        "gen_ai.system",
                        "spring_ai",
                        "spring.ai.kind",
                        "tool_call",
                        "spring.ai.tool.definition.name",
                        "weather",
                        "spring.ai.tool.call.arguments",
                        "{}",
                        "spring.ai.tool.call.result",
                        "sun")))
                .rendersAs(AmpSpanKind.TOOL)
                .listsAs(AmpSpanKind.TOOL)
                .showsName("weather")
                .showsInput("{}")
                .showsOutput("sun")
                .breaksNoRule();
        assertThatSpan(mapped(span(
                        "spring_ai chat_client",
                        "gen_ai.operation.name",
                        "framework",
                        "spring.ai.kind",
                        "chat_client")))
                .rendersAs(AmpSpanKind.CHAIN);
        assertThatSpan(mapped(span("advisor", "gen_ai.operation.name", "framework", "spring.ai.kind", "advisor")))
                .rendersAs(AmpSpanKind.CHAIN);
        SpanData query = mapped(span(
                "pg_vector query",
                "spring.ai.kind",
                "vector_store",
                "db.operation.name",
                "query",
                "db.system",
                "pg_vector",
                "db.collection.name",
                "docs",
                "db.vector.query.top_k",
                "4"));
        assertThatSpan(query).rendersAs(AmpSpanKind.RETRIEVER).breaksNoRule();
        assertThat(query.getAttributes().get(AmpAttributes.DB_TOP_K)).isEqualTo(4);
        assertThatSpan(mapped(span(
                        "qdrant add",
                        "spring.ai.kind",
                        "vector_store",
                        "db.operation.name",
                        "add",
                        "db.system",
                        "qdrant")))
                .rendersAs(AmpSpanKind.CHAIN);
    }

    @Test
    void turnsTokenCountsIntoNumbersUnderTheirFullNames() {
        SpanData spring = mapped(span(
                "chat gpt-4o",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.usage.input_tokens",
                "7",
                "gen_ai.usage.output_tokens",
                "8"));
        assertThatSpan(spring).showsTokens(7, 8);
        assertThat(SpanContract.check(SpanView.of(spring)))
                .extracting(Finding::code)
                .doesNotContain("schema.input-tokens", "schema.output-tokens");
        assertThat(spring.getAttributes().size()).isEqualTo(3);

        assertThatSpan(mapped(
                        span("chat m", "gen_ai.operation.name", "chat", "input_tokens", "3", "output_tokens", "4")))
                .showsTokens(3, 4);
    }

    @Test
    void showsAModelsCallOfLangChain4j() {
        SpanData call = mapped(span(
                "chatgpt-4o-mini",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "OPEN_AI",
                "gen_ai.request.model",
                "gpt-4o-mini",
                "gen_ai.response.model",
                "gpt-4o-mini-2024-07-18",
                "outcome",
                "SUCCESS",
                "output_tokens",
                "12",
                "input_tokens",
                "40"));

        assertThat(call.getName()).isEqualTo("chat gpt-4o-mini");
        assertThatSpan(call)
                .rendersAs(AmpSpanKind.LLM)
                .listsAs(AmpSpanKind.LLM)
                .showsModel("gpt-4o-mini-2024-07-18")
                .showsVendor("OPEN_AI")
                .showsTokens(40, 12);
    }

    @Test
    void showsTheModelThatLangChain4jAskedWhereNoneAnswered() {
        SpanData call = mapped(span(
                "chatgpt-4o-mini",
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "OPEN_AI",
                "gen_ai.request.model",
                "gpt-4o-mini",
                "gen_ai.response.model",
                "unknown",
                "outcome",
                "ERROR"));

        assertThatSpan(call)
                .listsAs(AmpSpanKind.LLM)
                .showsModel("gpt-4o-mini")
                .showsVendor("OPEN_AI")
                .showsNoTokens();
    }

    @Test
    void leavesEverythingElseAlone() {
        SpanData namedSo = span("chat unknown", "gen_ai.operation.name", "chat", "gen_ai.response.model", "unknown");
        SpanData http = span("GET /", "http.request.method", "GET");
        SpanData other = span("x", "input_tokens", "3", "other.kind", "LLM");
        SpanData unreadable = span("chat m", "gen_ai.operation.name", "chat", "gen_ai.usage.input_tokens", "many");
        SpanData strange = span("x", "openinference.span.kind", "SOMETHING");

        for (SpanData span : List.of(http, other, unreadable, strange, namedSo)) {
            assertThat(mapped(span)).isSameAs(span);
        }
    }

    @Test
    void neverChangesWhatIsSaidInAmpsWords() {
        SpanData span = span(
                "chat special",
                "openinference.span.kind",
                "LLM",
                "llm.model_name",
                "a",
                "gen_ai.request.model",
                "b",
                "gen_ai.input.messages",
                "[]",
                "input.value",
                "x",
                "traceloop.span.kind",
                "agent");
        Attributes after = mapped(span).getAttributes();

        span.getAttributes().forEach((key, value) -> assertThat(after.asMap()).containsEntry(key, value));
        assertThat(mapped(span).getName()).isEqualTo("chat special");
    }
}
