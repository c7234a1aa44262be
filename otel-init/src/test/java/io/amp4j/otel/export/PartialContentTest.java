package io.amp4j.otel.export;

import static io.amp4j.otel.export.ContentField.ENTITY_INPUT;
import static io.amp4j.otel.export.ContentField.INPUT_MESSAGES;
import static io.amp4j.otel.export.ContentField.SYSTEM_INSTRUCTIONS;
import static io.amp4j.otel.export.ContentField.TOOL_ARGUMENTS;
import static io.amp4j.otel.export.ContentField.TOOL_RESULTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.span.Message;
import io.amp4j.otel.testing.Recorder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes when only some content is to go, and numbers that were said. */
class PartialContentTest {
    private static final String GONE = "[redacted]";

    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        recorder.close();
    }

    private SpanData redacted(ContentPolicy policy, Consumer<Span> write) {
        Span span = recorder.tracer().spanBuilder("x").startSpan();
        write.accept(span);
        span.end();
        try (Recorder out = new Recorder()) {
            RedactingSpanExporter.redacting(out, policy).export(List.of(recorder.only()));
            recorder.ended().clear();
            return out.only();
        }
    }

    private String redacted(ContentPolicy policy, String key, String value) {
        return text(redacted(policy, span -> span.setAttribute(key, value)), key);
    }

    private static String text(SpanData span, String key) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"ENTITY_INPUT", "ENTITY_OUTPUT"})
    void whatMayHoldAWholeConversationGoesWithAnyPartOfIt(ContentField field) {
        for (String kind : List.of("llm", "agent", "task")) {
            for (String key : List.of("input.value", "output.value")) {
                assertThat(redacted(
                                        ContentPolicy.redacting(field),
                                        span -> span.setAttribute("traceloop.span.kind", kind)
                                                .setAttribute(key, "{\"messages\":[\"words\"]}"))
                                .getAttributes()
                                .get(AttributeKey.stringKey(key)))
                        .as(kind + " " + key)
                        .isEqualTo("{\"messages\":[\"" + GONE + "\"]}");
            }
        }
        assertThat(redacted(ContentPolicy.redacting(field), "spring.ai.advisor.input", "words"))
                .isEqualTo(GONE);
    }

    @ParameterizedTest
    @CsvSource({
        "llm.prompt_template.template,SYSTEM_INSTRUCTIONS",
        "llm.prompt_template.template,INPUT_MESSAGES",
        "traceloop.prompt.template,SYSTEM_INSTRUCTIONS",
        "llm.invocation_parameters,SYSTEM_INSTRUCTIONS",
        "llm.prompts.0.prompt.text,SYSTEM_INSTRUCTIONS",
        "spring.ai.chat.client.system.params,SYSTEM_INSTRUCTIONS",
        "crewai.crew.agents,SYSTEM_INSTRUCTIONS"
    })
    void whatMayHoldInstructionsGoesWithThem(String key, ContentField field) {
        assertThat(redacted(ContentPolicy.redacting(field), key, "words")).isEqualTo(GONE);
        assertThat(redacted(ContentPolicy.redacting(TOOL_RESULTS), key, "words"))
                .isEqualTo("words");
    }

    @ParameterizedTest
    @CsvSource({
        "gen_ai.system.message,SYSTEM_INSTRUCTIONS",
        "gen_ai.user.message,INPUT_MESSAGES",
        "gen_ai.assistant.message,TOOL_ARGUMENTS",
        "gen_ai.tool.message,TOOL_RESULTS",
        "gen_ai.choice,TOOL_ARGUMENTS",
        "gen_ai.client.inference.operation.details,TOOL_RESULTS"
    })
    void theBodyOfAnEventGoesWithAnythingThatItMayHold(String event, ContentField field) {
        for (String key : List.of("content", "gen_ai.event.content", "tool_calls")) {
            Attributes body = Attributes.of(AttributeKey.stringKey(key), "words");
            assertThat(redacted(ContentPolicy.redacting(field), span -> span.addEvent(event, body))
                            .getEvents()
                            .toString())
                    .doesNotContain("words")
                    .contains(GONE);
            assertThat(redacted(ContentPolicy.redacting(ENTITY_INPUT), span -> span.addEvent(event, body))
                            .getEvents()
                            .toString())
                    .contains("words");
        }
    }

    @Test
    void contentOfDatabaseResultsInEventsGoes() {
        assertThat(redacted(
                                ContentPolicy.REDACT,
                                span -> span.addEvent(
                                        "db.query.result",
                                        Attributes.of(
                                                AttributeKey.stringKey("db.query.result.document"), "words",
                                                AttributeKey.stringKey("db.search.result.entity"), "words",
                                                AttributeKey.stringKey("db.query.result.id"), "id-1")))
                        .getEvents()
                        .toString())
                .doesNotContain("words")
                .contains("id-1");
    }

    @ParameterizedTest
    @CsvSource({
        "SYSTEM_INSTRUCTIONS,System",
        "SYSTEM_INSTRUCTIONS,DEVELOPER",
        "TOOL_RESULTS,Tool",
        "TOOL_RESULTS,FUNCTION"
    })
    void rolesAreComparedWithoutCase(ContentField field, String role) {
        ContentPolicy policy = ContentPolicy.redacting(field);
        for (String key : List.of(
                "gen_ai.prompt.0.content",
                "gen_ai.prompt.0.reasoning",
                "llm.input_messages.0.message.content",
                "llm.input_messages.0.message.contents.1.message_content.text")) {
            String roleKey = key.startsWith("gen") ? "gen_ai.prompt.0.role" : "llm.input_messages.0.message.role";
            assertThat(text(
                            redacted(
                                    policy,
                                    span -> span.setAttribute(roleKey, role).setAttribute(key, "words")),
                            key))
                    .as(key)
                    .isEqualTo(GONE);
            assertThat(text(
                            redacted(
                                    policy,
                                    span -> span.setAttribute(roleKey, "user").setAttribute(key, "words")),
                            key))
                    .as(key)
                    .isEqualTo("words");
        }
        String said = "[{\"role\":\"" + role + "\",\"parts\":[{\"type\":\"text\",\"content\":\"words\"}]}]";
        assertThat(redacted(policy, "gen_ai.input.messages", said)).isEqualTo(said.replace("words", GONE));
        recorder.spans()
                .content(policy)
                .llm("openai", "gpt")
                .input(List.of(Message.of(role, List.of(new Message.Text("words")))))
                .start()
                .close();
        assertThat(recorder.only().getAttributes().toString())
                .as("builder")
                .contains(GONE)
                .doesNotContain("words");
    }

    @Test
    void callsThatAreMessagesOfTheirOwnGoToo() {
        String items = "[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"A\",\"call_id\":\"1\"},"
                + "{\"type\":\"function_call_output\",\"call_id\":\"1\",\"output\":\"R\"},{\"role\":\"user\",\"content\":\"U\"}]";

        assertThat(redacted(ContentPolicy.redacting(TOOL_ARGUMENTS), "gen_ai.input.messages", items))
                .isEqualTo(items.replace("\"A\"", "\"" + GONE + "\""));
        assertThat(redacted(ContentPolicy.redacting(TOOL_RESULTS), "gen_ai.input.messages", items))
                .isEqualTo(items.replace("\"R\"", "\"" + GONE + "\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gen_ai.input.messages",
                "gen_ai.prompt",
                "gen_ai.prompt.0.content",
                "gen_ai.system_instructions",
                "gen_ai.tool.call.arguments",
                "tool.output",
                "traceloop.entity.input",
                "traceloop.entity.output",
                "input.value",
                "llm.input_messages.0.message.content",
                "llm.input_messages.0.message.contents.0.message_content.text",
                "llm.prompt_template.variables",
                "traceloop.prompt.template_variables.id",
                "spring.ai.chat.client.user.text",
                "gen_ai.retrieval.query.text",
                "db.vector.query.content",
                "retrieval.documents.0.document.content"
            })
    void aNumberThatIsAllThatWasSaidGoes(String key) {
        assertThat(redacted(ContentPolicy.REDACT, key, "4111111111111111")).isEqualTo(GONE);
        assertThat(redacted(ContentPolicy.REDACT, key, " true ")).isEqualTo(GONE);
        assertThat(text(redacted(ContentPolicy.REDACT, span -> span.setAttribute(key, 4111L)), key))
                .isEqualTo(GONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gen_ai.input.messages | [{'role':'user','content':41}] | [{'role':'user','content':'[redacted]'}]",
                "gen_ai.input.messages | [{'role':'user','content':[41,{'type':'text','text':'x'}],'index':0}]"
                        + " | [{'role':'user','content':['[redacted]',{'type':'text','text':'[redacted]'}],'index':0}]",
                "gen_ai.input.messages | [41] | ['[redacted]']",
                "gen_ai.prompt.0.content | {'card':41} | [redacted]",
                "spring.ai.chat.client.user.text | {'card':41} | [redacted]",
                "db.vector.query.response.documents | ['x',41,{'page':41}] | ['[redacted]','[redacted]',{'page':'[redacted]'}]",
                "gen_ai.tool.call.arguments | {'card':'41','n':41,'all':true} | {'card':'[redacted]','n':41,'all':true}"
            })
    void numbersStayOnlyWithinArgumentsResultsAndEntityTexts(String key, String value, String expected) {
        assertThat(redacted(ContentPolicy.REDACT, key, value.replace('\'', '"')))
                .isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void aMessageThatIsACopyOfAWholeRequestGoesWithAnyPartOfIt() {
        String request = "{\"tools\":[\"words\"]}";
        Span span = recorder.tracer().spanBuilder("x").startSpan();
        span.setAttribute("openinference.span.kind", "LLM")
                .setAttribute("llm.model_name", "m")
                .setAttribute("input.value", request);
        span.end();
        for (ContentField field : List.of(SYSTEM_INSTRUCTIONS, TOOL_ARGUMENTS, TOOL_RESULTS, INPUT_MESSAGES)) {
            try (Recorder out = new Recorder()) {
                MappingSpanExporter.mapping(RedactingSpanExporter.redacting(out, ContentPolicy.redacting(field)))
                        .export(List.of(recorder.only()));
                assertThat(text(out.only(), "gen_ai.input.messages"))
                        .isEqualTo("[{\"role\":\"user\",\"content\":\"" + GONE + "\"}]");
            }
        }
    }
}
