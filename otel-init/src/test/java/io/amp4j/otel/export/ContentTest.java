package io.amp4j.otel.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedTool;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.span.AgentSpan;
import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.LlmSpan;
import io.amp4j.otel.span.Message;
import io.amp4j.otel.span.ToolDefinition;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The content switch, in the builders and on the way out. */
class ContentTest {
    private static final String SECRET = "s3cret";

    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        recorder.close();
    }

    private static void emitAll(AmpSpans spans) {
        List<Message> talk = List.of(
                Message.system(SECRET),
                Message.user(SECRET),
                Message.assistant(
                        List.of(new Message.ToolCall("1", "f", "{\"a\":\"" + SECRET + "\",\"n\":3,\"b\":true}"))),
                Message.tool("1", "[\"" + SECRET + "\",7]"));
        ToolDefinition tool = ToolDefinition.of("f", SECRET, "{\"description\":\"" + SECRET + "\"}");
        try (AgentSpan agent = spans.agent("a")
                .instructions(SECRET)
                .input(talk)
                .tools(List.of(tool))
                .start()) {
            try (LlmSpan call = spans.llm("openai", "gpt")
                    .instructions(SECRET)
                    .input(talk)
                    .tools(List.of(tool))
                    .start()) {
                call.append(SECRET)
                        .appendToolCall(0, "1", "f", SECRET)
                        .tokensUsed(1, 2)
                        .fail(new IllegalStateException(SECRET));
            }
            spans.tool("f")
                    .description(SECRET)
                    .arguments("{\"a\":\"" + SECRET + "\",\"n\":3}")
                    .start()
                    .result(SECRET)
                    .close();
            spans.embedding("openai", "ada")
                    .input(List.of(SECRET, SECRET))
                    .start()
                    .close();
            spans.retriever("pgvector", "docs")
                    .query(SECRET)
                    .start()
                    .documents(List.of(SECRET))
                    .close();
            spans.task("t")
                    .input("{\"x\":\"" + SECRET + "\"}")
                    .start()
                    .output(SECRET)
                    .close();
            agent.output(talk);
        }
        spans.textCompletion("openai", "davinci")
                .prompt(SECRET)
                .start()
                .answer(SECRET)
                .close();
    }

    @Test
    void buildersSendNoContentWhenItIsOff() {
        emitAll(recorder.spans().content(ContentPolicy.REDACT));

        assertThat(recorder.ended())
                .hasSize(7)
                .noneMatch(span -> span.toString().contains(SECRET));
        SpanPreview call = SpanContract.preview(SpanView.of(recorder.ended().get(0)));
        assertThat(call.input().asText())
                .isEqualTo("system: [redacted]\nuser: [redacted]\n"
                        + "assistant:  -> f({\"a\":\"[redacted]\",\"n\":3,\"b\":true})\ntool: [\"[redacted]\",7]");
        assertThat(call.output().asText()).isEqualTo("assistant: [redacted] -> f([redacted])");
        assertThat(call.error().type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(((LlmDetails) call.details()).tools())
                .containsExactly(RenderedTool.of("f", "[redacted]", "[redacted]"));
    }

    @Test
    void theExporterTakesOutWhatTheBuildersSentAndKeepsTheStructure() {
        emitAll(recorder.spans());
        assertThat(recorder.ended()).allMatch(span -> span.toString().contains(SECRET));

        List<SpanData> redacted = redact(ContentPolicy.REDACT, recorder.ended());

        assertThat(redacted)
                .hasSize(7)
                .noneMatch(span -> (span.getAttributes() + "" + span.getStatus()).contains(SECRET));
        for (int i = 0; i < redacted.size(); i++) {
            SpanView before = SpanView.of(recorder.ended().get(i));
            SpanView after = SpanView.of(redacted.get(i));
            assertThat(keys(after)).isEqualTo(keys(before));
            assertThat(SpanContract.classify(after)).isEqualTo(SpanContract.classify(before));
            assertThat(SpanContract.check(after)).isEqualTo(SpanContract.check(before));
        }
    }

    @Test
    void builderAndExporterSayTheSame() {
        emitAll(recorder.spans().content(ContentPolicy.REDACT));
        List<Attributes> built =
                recorder.ended().stream().map(SpanData::getAttributes).toList();
        recorder.ended().clear();
        emitAll(recorder.spans());

        List<SpanData> exported = redact(ContentPolicy.REDACT, recorder.ended());

        for (int i = 0; i < built.size(); i++) {
            assertThat(SpanContract.preview(SpanView.of(exported.get(i))).toJson())
                    .isEqualTo(SpanContract.preview(withAttributes(exported.get(i), built.get(i)))
                            .toJson());
        }
    }

    private static Set<String> keys(SpanView span) {
        return Objects.requireNonNull(span.attributes()).keySet();
    }

    private static SpanView withAttributes(SpanData span, Attributes attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        attributes.forEach((key, value) -> map.put(key.getKey(), value));
        return SpanView.of(span.getName(), SpanView.of(span).status(), map);
    }

    @ParameterizedTest
    @EnumSource(ContentField.class)
    void redactsOneFieldAndNothingElseOfTheOthers(ContentField field) {
        emitAll(recorder.spans());

        List<SpanData> redacted = redact(ContentPolicy.redacting(field), recorder.ended());

        assertThat(redacted)
                .as("this field is gone somewhere")
                .anyMatch(span -> span.getAttributes().toString().contains("[redacted]"));
        assertThat(redacted)
                .as("others stay")
                .anyMatch(span -> span.getAttributes().toString().contains(SECRET));
    }

    private static final SpanContext LINKED = SpanContext.create(
            "00000000000000000000000000000001", "0000000000000001", TraceFlags.getSampled(), TraceState.getDefault());

    private static List<SpanData> redact(ContentPolicy policy, List<SpanData> spans) {
        try (Recorder out = new Recorder()) {
            RedactingSpanExporter.redacting(out, policy).export(List.copyOf(spans));
            return List.copyOf(out.ended());
        }
    }

    private Map<String, Object> redacted(
            ContentPolicy policy, BiConsumer<String, io.opentelemetry.api.trace.Span> emit) {
        io.opentelemetry.api.trace.Span span =
                recorder.tracer().spanBuilder("x").startSpan();
        emit.accept(SECRET, span);
        span.end();
        return Objects.requireNonNull(
                SpanView.of(redact(policy, recorder.ended()).get(0)).attributes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gen_ai.input.messages",
                "gen_ai.output.messages",
                "gen_ai.prompt",
                "gen_ai.completion",
                "gen_ai.prompt.0.content",
                "gen_ai.completion.11.content",
                "gen_ai.prompt.0.tool_calls.1.arguments",
                "gen_ai.completion.0.tool_calls.0.arguments",
                "gen_ai.completion.0.reasoning",
                "gen_ai.system_instructions",
                "system_prompt",
                "gen_ai.input.tools",
                "gen_ai.tool.definitions",
                "gen_ai.agent.tools",
                "gen_ai.tool.description",
                "llm.request.functions.0.description",
                "llm.request.functions.0.parameters",
                "tool.input",
                "tool.arguments",
                "function.arguments",
                "gen_ai.tool.arguments",
                "gen_ai.tool.call.arguments",
                "tool.output",
                "tool.result",
                "function.result",
                "gen_ai.tool.output",
                "gen_ai.tool.call.result",
                "traceloop.entity.input",
                "traceloop.entity.output",
                "input.value",
                "output.value",
                "llm.input_messages.0.message.content",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
                "llm.input_messages.0.message.contents.0.message_content.text",
                "llm.tools.0.tool.json_schema",
                "embedding.embeddings.0.embedding.text",
                "retrieval.documents.0.document.content",
                "crewai.crew.result",
                "crewai.crew.tasks_output",
                "crewai.agent.backstory",
                "crewai.task.description",
                "llm.tool_calls",
                "spring.ai.tool.call.arguments",
                "spring.ai.tool.call.result",
                "gen_ai.retrieval.query.text",
                "gen_ai.agent.description",
                "http.request.body",
                "http.response.body",
                "gcp.vertex.agent.llm_request",
                "gcp.vertex.agent.llm_response",
                "gcp.vertex.agent.tool_call_args",
                "gcp.vertex.agent.tool_response",
                "gcp.vertex.agent.data"
            })
    void coversEveryPlaceWhereContentStands(String key) {
        assertThat(redacted(ContentPolicy.REDACT, (secret, span) -> span.setAttribute(key, secret)))
                .containsEntry(key, "[redacted]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gen_ai.system",
                "gen_ai.request.model",
                "gen_ai.tool.name",
                "gen_ai.agent.name",
                "gen_ai.prompt.0.role",
                "gen_ai.prompt.0.tool_calls.0.name",
                "gen_ai.prompt.0.tool_calls.0.id",
                "llm.request.functions.0.name",
                "error.type",
                "gen_ai.conversation.id",
                "db.collection.name",
                "llm.input_messages.0.message.role",
                "any.other.key",
                "db.query.text"
            })
    void keepsEverythingElse(String key) {
        assertThat(redacted(ContentPolicy.REDACT, (secret, span) -> span.setAttribute(key, secret)))
                .containsEntry(key, SECRET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'role':'user','content':'S'}] | [{'role':'user','content':'[redacted]'}]",
                "[{'role':'a','content':null,'name':'bob','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{\\'k\\':\\'S\\',\\'n\\':1}'}}]}]"
                        + " | [{'role':'a','content':null,'name':'bob','tool_calls':[{'id':'1','type':'function','function':{'name':'f','arguments':'{\\'k\\':\\'[redacted]\\',\\'n\\':1}'}}]}]",
                "[{'role':'a','toolCalls':[{'id':'1','name':'f','arguments':{'name':'S','n':1}}]}]"
                        + " | [{'role':'a','toolCalls':[{'id':'1','name':'f','arguments':{'name':'[redacted]','n':1}}]}]",
                "[{'role':'a','parts':[{'type':'text','content':'S'},{'type':'tool_call','id':'1','name':'f','arguments':'S'},{'type':'tool_call_response','id':'1','response':{'r':'S'}},{'type':'blob','mime_type':'image/png','data':'S','name':'S'}]}]"
                        + " | [{'role':'a','parts':[{'type':'text','content':'[redacted]'},{'type':'tool_call','id':'1','name':'f','arguments':'[redacted]'},{'type':'tool_call_response','id':'1','response':{'r':'[redacted]'}},{'type':'blob','mime_type':'image/png','data':'[redacted]','name':'[redacted]'}]}]",
                "[{'role':'a','content':[{'type':'text','text':'S'}]},'S',5] | [{'role':'a','content':[{'type':'text','text':'[redacted]'}]},'[redacted]','[redacted]']",
                "{'role':'a','content':'S'} | {'role':'a','content':'[redacted]'}",
                "'[{\\'role\\':\\'a\\',\\'content\\':\\'S\\'}]' | [{'role':'a','content':'[redacted]'}]",
                "not json S | [redacted]",
                "'S' | [redacted]"
            })
    void redactsMessagesInEveryForm(String messages, String expected) {
        String json = messages.replace("\\'", "\u0001")
                .replace('\'', '"')
                .replace("\u0001", "\\\"")
                .replace("S", SECRET);

        Map<String, Object> attributes =
                redacted(ContentPolicy.REDACT, (secret, span) -> span.setAttribute("gen_ai.input.messages", json));

        assertThat(attributes)
                .containsEntry(
                        "gen_ai.input.messages",
                        expected.replace("\\'", "\u0001").replace('\'', '"').replace("\u0001", "\\\""));
    }

    @Test
    void redactsInstructionsAndArgumentsWithinMessagesOnTheirOwn() {
        String messages = "[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"U\"},"
                + "{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"name\":\"f\",\"arguments\":\"A\"}]},"
                + "{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"response\":\"R\"}]}]";

        assertThat(redacted(
                                ContentPolicy.redacting(ContentField.SYSTEM_INSTRUCTIONS),
                                (s, span) -> span.setAttribute("gen_ai.input.messages", messages))
                        .get("gen_ai.input.messages"))
                .isEqualTo(messages.replace("\"S\"", "\"[redacted]\""));
        recorder.ended().clear();
        assertThat(redacted(
                                ContentPolicy.redacting(ContentField.TOOL_ARGUMENTS),
                                (s, span) -> span.setAttribute("gen_ai.input.messages", messages))
                        .get("gen_ai.input.messages"))
                .isEqualTo(messages.replace("\"A\"", "\"[redacted]\""));
        recorder.ended().clear();
        assertThat(redacted(
                                ContentPolicy.redacting(ContentField.TOOL_RESULTS),
                                (s, span) -> span.setAttribute("gen_ai.input.messages", messages))
                        .get("gen_ai.input.messages"))
                .isEqualTo(messages.replace("\"R\"", "\"[redacted]\""));
    }

    @Test
    void anIndexedSystemMessageGoesWithTheInstructions() {
        Map<String, Object> attributes = redacted(
                ContentPolicy.redacting(ContentField.SYSTEM_INSTRUCTIONS),
                (secret, span) -> span.setAttribute("gen_ai.prompt.0.role", "system")
                        .setAttribute("gen_ai.prompt.0.content", secret)
                        .setAttribute("gen_ai.prompt.1.role", "user")
                        .setAttribute("gen_ai.prompt.1.content", secret));

        assertThat(attributes)
                .containsEntry("gen_ai.prompt.0.content", "[redacted]")
                .containsEntry("gen_ai.prompt.1.content", SECRET);
    }

    @Test
    void theArgumentsOfAToolStandInItsEntityInput() {
        Map<String, Object> attributes = redacted(
                ContentPolicy.redacting(ContentField.TOOL_ARGUMENTS),
                (secret, span) -> span.setAttribute("gen_ai.tool.name", "t")
                        .setAttribute("traceloop.entity.input", secret)
                        .setAttribute("traceloop.entity.output", secret));

        assertThat(attributes)
                .containsEntry("traceloop.entity.input", "[redacted]")
                .containsEntry("traceloop.entity.output", SECRET);
    }

    @Test
    void replacesListsNumbersAndComplexValues() {
        Map<String, Object> attributes = redacted(
                ContentPolicy.REDACT,
                (secret, span) -> span.setAttribute(AttributeKey.stringArrayKey("tool.input"), List.of(secret, "2"))
                        .setAttribute("tool.output", 5)
                        .setAttribute(
                                AttributeKey.valueKey("traceloop.entity.input"),
                                Value.of(Map.of("a", Value.of(secret)))));

        assertThat(attributes)
                .containsEntry("tool.input", List.of("[redacted]", "[redacted]"))
                .containsEntry("tool.output", "[redacted]")
                .containsEntry("traceloop.entity.input", "[redacted]");
    }

    @Test
    void takesTheWordsOfFailuresOutOnlyWhenEverythingIsRedacted() {
        io.opentelemetry.api.trace.Span span =
                recorder.tracer().spanBuilder("x").startSpan();
        span.recordException(new IllegalStateException(SECRET));
        span.addEvent("gen_ai.user.message", Attributes.of(AttributeKey.stringKey("content"), SECRET));
        span.setStatus(StatusCode.ERROR, SECRET);
        span.end();

        SpanData all = redact(ContentPolicy.REDACT, recorder.ended()).get(0);
        assertThat(all.getEvents() + " " + all.getStatus())
                .doesNotContain(SECRET)
                .contains("java.lang.IllegalStateException");
        SpanData some = redact(ContentPolicy.redacting(ContentField.ENTITY_INPUT), recorder.ended())
                .get(0);
        assertThat(some).isSameAs(recorder.only());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exception.message",
                "exception.stacktrace",
                "error",
                "error.message",
                "error.stack",
                "error.description",
                "error.cause",
                "error.cause.message",
                "error.stacktrace",
                "error.stack_trace",
                "status.message",
                "otel.status_message",
                "log.body",
                "event.body",
                "otel.status_description",
                "gen_ai.evaluation.explanation",
                "gen_ai.event.content",
                "gen_ai.user.message",
                "gen_ai.choice"
            })
    void takesWhatMayQuoteContentOutWhereverItStands(String key) {
        Attributes words = Attributes.of(AttributeKey.stringKey(key), SECRET, AttributeKey.stringKey("kept"), "kept");
        recorder.tracer()
                .spanBuilder("x")
                .addLink(LINKED, words)
                .startSpan()
                .setAllAttributes(words)
                .addEvent("exception", words)
                .addEvent("gen_ai.user.message", words)
                .addEvent("log", words)
                .end();

        SpanData redacted = redact(ContentPolicy.REDACT, recorder.ended()).get(0);

        assertThat(redacted.getAttributes() + " " + redacted.getEvents() + " " + redacted.getLinks())
                .doesNotContain(SECRET);
        assertThat(List.of(
                        redacted.getAttributes(),
                        redacted.getEvents().get(0).getAttributes(),
                        redacted.getEvents().get(1).getAttributes(),
                        redacted.getEvents().get(2).getAttributes(),
                        redacted.getLinks().get(0).getAttributes()))
                .allSatisfy(attributes -> assertThat(attributes)
                        .isEqualTo(Attributes.of(
                                AttributeKey.stringKey(key), "[redacted]", AttributeKey.stringKey("kept"), "kept")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "body", "stack", "log.message"})
    void takesTheLineOfALogOutOfAnEventAndLeavesAnAttributeOfThatNameAlone(String key) {
        Attributes line = Attributes.of(AttributeKey.stringKey(key), SECRET);
        recorder.tracer()
                .spanBuilder("x")
                .startSpan()
                .setAllAttributes(line)
                .addEvent("log", line)
                .end();

        SpanData redacted = redact(ContentPolicy.REDACT, recorder.ended()).get(0);

        assertThat(redacted.getEvents().toString()).doesNotContain(SECRET).contains("[redacted]");
        assertThat(redacted.getAttributes().asMap()).isEqualTo(line.asMap());
        assertThat(redact(ContentPolicy.redacting(ContentField.TOOL_RESULTS), recorder.ended()))
                .containsExactly(recorder.only());
    }

    @Test
    void saysStillThatThereWasAnError() {
        recorder.tracer()
                .spanBuilder("x")
                .startSpan()
                .setAttribute("error", true)
                .setAttribute("error.type", "java.io.IOException")
                .end();

        assertThat(redact(ContentPolicy.REDACT, recorder.ended())).containsExactly(recorder.only());
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "id", "type", "role", "finish_reason"})
    void takesWordsOutOfABodyThatStandInThePlaceOfStructure(String member) {
        String body = "{\"" + member + "\":\"%s\",\"parts\":[{\"type\":\"tool_call\",\"" + member
                + "x\":\"%s\",\"id\":[\"%s\"]}]}";
        for (String key : List.of("gen_ai.event.content", "gen_ai.input.messages")) {
            for (String words : List.of("my name is Ada", "A".repeat(65))) {
                recorder.ended().clear();
                assertThat(redacted(
                                        ContentPolicy.REDACT,
                                        (secret, span) ->
                                                span.setAttribute(key, String.format(body, words, words, words)))
                                .get(key))
                        .isEqualTo(String.format(body, "[redacted]", "[redacted]", "[redacted]"));
            }
        }
    }

    @Test
    void theBodyOfAMessageOutsideAnEventGoesWithAnythingThatItMayHold() {
        BiConsumer<String, io.opentelemetry.api.trace.Span> emit = (secret, span) ->
                span.setAttribute("gen_ai.event.content", "{\"role\":\"tool\",\"content\":\"" + secret + "\"}");
        assertThat(redacted(ContentPolicy.redacting(ContentField.TOOL_RESULTS), emit))
                .containsEntry("gen_ai.event.content", "{\"role\":\"tool\",\"content\":\"[redacted]\"}");
        recorder.ended().clear();
        assertThat(redacted(ContentPolicy.redacting(ContentField.ENTITY_INPUT), emit)
                        .toString())
                .contains(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception.type", "exception.escaped", "url.full", "http.url", "url.query", "db.statement"})
    void leavesAddressesStatementsAndTypesToTheirInstrumentation(String key) {
        Attributes words = Attributes.of(AttributeKey.stringKey(key), SECRET);
        recorder.tracer()
                .spanBuilder("x")
                .startSpan()
                .setAllAttributes(words)
                .addEvent("exception", words)
                .end();

        assertThat(redact(ContentPolicy.REDACT, recorder.ended())).containsExactly(recorder.only());
    }

    @Test
    void capturingEverythingCostsNothing() {
        assertThat(RedactingSpanExporter.redacting(recorder, ContentPolicy.CAPTURE))
                .isSameAs(recorder);
    }
}
