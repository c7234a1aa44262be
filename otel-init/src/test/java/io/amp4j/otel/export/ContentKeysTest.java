package io.amp4j.otel.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentKeysTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input.value",
                "output.value",
                "llm.input_messages.0.message.content",
                "llm.input_messages.0.message.contents.0.message_content.text",
                "llm.input_messages.0.message.tool_calls.0.tool_call.function.arguments",
                "llm.output_messages.0.message.content",
                "llm.output_messages.0.message.contents.0.message_content.text",
                "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments",
                "llm.tools.0.tool.json_schema",
                "llm.invocation_parameters",
                "embedding.embeddings.0.embedding.text",
                "embedding.invocation_parameters",
                "tool.description",
                "spring.ai.chat.client.user.text",
                "spring.ai.advisor.input",
                "spring.ai.tool.definition.description",
                "spring.ai.tool.call.arguments",
                "spring.ai.tool.call.result",
                "db.vector.query.content"
            })
    void knowsEveryKeyThatTheMappingReadsAsContent(String key) {
        assertThat(ContentKeys.place(key)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traceloop.prompt.template",
                "traceloop.prompt.template_variables.name",
                "traceloop.prompt.template_variables.user.id",
                "mcp.request.argument",
                "mcp.response.value",
                "db.query.result.document",
                "db.query.result.metadata",
                "db.search.result.entity",
                "db.search.result.0.entity"
            })
    void knowsTheContentOfOtherInstrumentations(String key) {
        assertThat(ContentKeys.place(key)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "traceloop.prompt.key",
                "traceloop.prompt.version",
                "mcp.method.name",
                "mcp.request.id",
                "db.query.result.id",
                "db.query.result.score",
                "db.search.result.id",
                "db.search.result.distance",
                "db.query.text"
            })
    void leavesTheirStructureAlone(String key) {
        assertThat(ContentKeys.place(key)).isNull();
    }
}
