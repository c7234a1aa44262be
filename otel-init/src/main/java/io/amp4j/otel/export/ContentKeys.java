package io.amp4j.otel.export;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps attribute keys to the field and form of the content that they hold: AMP's keys and those of supported frameworks. */
final class ContentKeys {
    /**
     * The format of an attribute's content.
     */
    enum Form {
        /** A JSON text of messages. */
        MESSAGES,
        /** JSON or plain text. */
        PAYLOAD,
        /** Plain text. */
        TEXT,
        /** Plain text, or a JSON list of texts or parts. */
        LIST,
        /** A JSON list of tools. */
        TOOLS
    }

    /**
     * The content under a key.
     *
     * @param field the field
     * @param form the form
     * @param also the other fields that the same text may contain
     */
    record Place(ContentField field, Form form, Set<ContentField> also) {}

    /** The fields that a whole request, answer or state of a model or agent may contain. */
    static final Set<ContentField> CONVERSATION = Set.of(
            ContentField.INPUT_MESSAGES,
            ContentField.OUTPUT_MESSAGES,
            ContentField.SYSTEM_INSTRUCTIONS,
            ContentField.TOOL_DEFINITIONS,
            ContentField.TOOL_ARGUMENTS,
            ContentField.TOOL_RESULTS);

    /** A template, or the settings of a call, may contain the instructions. */
    private static final Set<ContentField> INSTRUCTIONS = Set.of(ContentField.SYSTEM_INSTRUCTIONS);

    private static final Map<String, Place> EXACT = new HashMap<>();
    /** Families of keys: the first matching prefix decides; a last part that names structure holds no content. */
    private static final List<Family> FAMILIES = List.of(
            new Family("gen_ai.prompt.", ContentField.INPUT_MESSAGES),
            new Family("gen_ai.completion.", ContentField.OUTPUT_MESSAGES),
            new Family("llm.input_messages.", ContentField.INPUT_MESSAGES),
            new Family("llm.output_messages.", ContentField.OUTPUT_MESSAGES),
            new Family("llm.prompts.", ContentField.INPUT_MESSAGES, INSTRUCTIONS, false),
            new Family("llm.choices.", ContentField.OUTPUT_MESSAGES),
            new Family("llm.prompt_template.", ContentField.INPUT_MESSAGES, INSTRUCTIONS, true),
            // The last part of a key is the name of the template's variable.
            new Family("traceloop.prompt.template_variables.", ContentField.INPUT_MESSAGES, INSTRUCTIONS, true),
            new Family("llm.request.functions.", ContentField.TOOL_DEFINITIONS),
            new Family("gen_ai.request.functions.", ContentField.TOOL_DEFINITIONS),
            new Family("llm.tools.", ContentField.TOOL_DEFINITIONS),
            new Family("embedding.embeddings.", ContentField.INPUT_MESSAGES),
            new Family("retrieval.documents.", ContentField.ENTITY_OUTPUT),
            new Family("db.search.result.", ContentField.ENTITY_OUTPUT),
            new Family("reranker.input_documents.", ContentField.ENTITY_INPUT),
            new Family("reranker.output_documents.", ContentField.ENTITY_OUTPUT));

    static {
        put(ContentField.INPUT_MESSAGES, Form.MESSAGES, "gen_ai.input.messages", "gen_ai.prompt");
        put(ContentField.OUTPUT_MESSAGES, Form.MESSAGES, "gen_ai.output.messages", "gen_ai.completion");
        put(ContentField.SYSTEM_INSTRUCTIONS, Form.LIST, "gen_ai.system_instructions", "system_prompt");
        put(
                ContentField.SYSTEM_INSTRUCTIONS,
                Form.TEXT,
                "crewai.agent.goal",
                "crewai.agent.backstory",
                "gen_ai.agent.description");
        put(
                ContentField.INPUT_MESSAGES,
                Form.PAYLOAD,
                CONVERSATION,
                "gcp.vertex.agent.llm_request",
                "http.request.body");
        put(
                ContentField.OUTPUT_MESSAGES,
                Form.PAYLOAD,
                CONVERSATION,
                "gcp.vertex.agent.llm_response",
                "http.response.body");
        put(ContentField.TOOL_ARGUMENTS, Form.PAYLOAD, "gcp.vertex.agent.tool_call_args");
        put(ContentField.TOOL_RESULTS, Form.PAYLOAD, "gcp.vertex.agent.tool_response");
        put(ContentField.ENTITY_INPUT, Form.PAYLOAD, CONVERSATION, "gcp.vertex.agent.data");
        put(
                ContentField.TOOL_DEFINITIONS,
                Form.TOOLS,
                "gen_ai.input.tools",
                "gen_ai.tool.definitions",
                "gen_ai.agent.tools",
                "crewai.agent.tools",
                "crewai.task.tools");
        put(ContentField.TOOL_DEFINITIONS, Form.TEXT, "gen_ai.tool.description", "tool.description", "tool.parameters");
        put(
                ContentField.TOOL_DEFINITIONS,
                Form.TEXT,
                "spring.ai.tool.definition.description",
                "spring.ai.tool.definition.schema");
        // LangChain's settings contain the tools; numbers are kept, and the model has a key of its own.
        put(
                ContentField.TOOL_DEFINITIONS,
                Form.PAYLOAD,
                INSTRUCTIONS,
                "llm.invocation_parameters",
                "embedding.invocation_parameters");
        put(
                ContentField.TOOL_ARGUMENTS,
                Form.PAYLOAD,
                "tool.input",
                "tool.arguments",
                "function.arguments",
                "gen_ai.tool.arguments",
                "gen_ai.tool.call.arguments",
                "spring.ai.tool.call.arguments",
                "mcp.request.argument",
                "llm.tool_calls",
                "llm.function_call");
        put(
                ContentField.TOOL_RESULTS,
                Form.PAYLOAD,
                "tool.output",
                "tool.result",
                "function.result",
                "gen_ai.tool.output",
                "gen_ai.tool.call.result",
                "spring.ai.tool.call.result",
                "mcp.response.value");
        put(
                ContentField.ENTITY_INPUT,
                Form.PAYLOAD,
                "traceloop.entity.input",
                "input.value",
                "crewai.crew.tasks_output",
                "crewai.crew.tasks",
                "crewai.task.description",
                "crewai.task.expected_output",
                "crewai.task.context");
        put(
                ContentField.ENTITY_INPUT,
                Form.PAYLOAD,
                Set.of(ContentField.SYSTEM_INSTRUCTIONS, ContentField.TOOL_DEFINITIONS),
                "crewai.crew.agents");
        put(
                ContentField.ENTITY_INPUT,
                Form.TEXT,
                "reranker.query",
                "db.vector.query.content",
                "spring.ai.vectorstore.query.content",
                "gen_ai.retrieval.query.text");
        put(ContentField.ENTITY_INPUT, Form.TEXT, CONVERSATION, "spring.ai.advisor.input");
        put(
                ContentField.ENTITY_OUTPUT,
                Form.PAYLOAD,
                "traceloop.entity.output",
                "output.value",
                "crewai.crew.result",
                "crewai.task.output",
                "gen_ai.retrieval.documents");
        put(
                ContentField.ENTITY_OUTPUT,
                Form.LIST,
                "db.vector.query.response.documents",
                "spring.ai.vectorstore.query.response.documents",
                "db.query.result.document",
                "db.query.result.metadata");
        put(ContentField.INPUT_MESSAGES, Form.MESSAGES, "gen_ai.content.prompt");
        put(ContentField.OUTPUT_MESSAGES, Form.MESSAGES, "gen_ai.content.completion");
        put(ContentField.INPUT_MESSAGES, Form.TEXT, "spring.ai.chat.client.user.text");
        put(ContentField.INPUT_MESSAGES, Form.PAYLOAD, "spring.ai.chat.client.user.params");
        put(ContentField.INPUT_MESSAGES, Form.TEXT, INSTRUCTIONS, "traceloop.prompt.template");
        put(ContentField.INPUT_MESSAGES, Form.PAYLOAD, INSTRUCTIONS, "spring.ai.chat.client.system.params");
        put(ContentField.SYSTEM_INSTRUCTIONS, Form.TEXT, "spring.ai.chat.client.system.text");
    }

    private ContentKeys() {}

    /**
     * Keys with a common prefix.
     *
     * @param also the other fields that the same text may contain
     * @param named whether the rest of the key is a name, so that it says nothing about structure
     */
    private record Family(String prefix, ContentField field, Set<ContentField> also, boolean named) {
        Family(String prefix, ContentField field) {
            this(prefix, field, Set.of(), false);
        }
    }

    private static void put(ContentField field, Form form, String... keys) {
        put(field, form, Set.of(), keys);
    }

    private static void put(ContentField field, Form form, Set<ContentField> also, String... keys) {
        for (String key : keys) {
            EXACT.put(key, new Place(field, form, also));
        }
    }

    /** Returns the content under the key, or null if there is none. */
    static @Nullable Place place(String key) {
        Place exact = EXACT.get(key);
        if (exact != null) {
            return exact;
        }
        Family family = family(key);
        return family == null ? null : inFamily(key, family);
    }

    private static @Nullable Place inFamily(String key, Family family) {
        if (family.named()) {
            return new Place(family.field(), Form.TEXT, family.also());
        }
        String leaf = key.substring(key.lastIndexOf('.') + 1);
        return switch (leaf) {
            case "role",
                    "id",
                    "index",
                    "name",
                    "type",
                    "finish_reason",
                    "score",
                    "distance",
                    "tool_call_id",
                    "vector" -> null;
            case "arguments", "arguments_json" -> new Place(ContentField.TOOL_ARGUMENTS, Form.PAYLOAD, family.also());
            case "content", "text" -> new Place(family.field(), Form.TEXT, family.also());
            default -> new Place(family.field(), Form.PAYLOAD, family.also());
        };
    }

    /** Returns whether a call's arguments belong to the input or the output messages: such keys are also redacted with those messages. */
    static @Nullable ContentField messagesField(String key) {
        Family family = family(key);
        return family == null ? null : family.field();
    }

    /** Returns the common prefix of the keys of an indexed message, including the dot after the index; null if there is none. */
    static @Nullable String message(String key) {
        Family family = family(key);
        int dot = family == null ? -1 : key.indexOf('.', family.prefix().length());
        return dot < 0 ? null : key.substring(0, dot + 1);
    }

    private static @Nullable Family family(String key) {
        for (Family family : FAMILIES) {
            if (key.startsWith(family.prefix())) {
                return family;
            }
        }
        return null;
    }
}
