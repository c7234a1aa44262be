package io.amp4j.otel.internal.content;

import io.amp4j.otel.ContentField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which attributes hold content, of which field, and in which form. AMP's keys and those of the frameworks that it meets. */
public final class ContentKeys {
    /** How the content of an attribute is laid out. */
    public enum Form {
        /** A JSON text of messages. */
        MESSAGES,
        /** JSON or plain text. */
        PAYLOAD,
        /** Plain text. */
        TEXT,
        /** Instructions, plain or as parts. */
        INSTRUCTIONS,
        /** A JSON list of tools. */
        TOOLS
    }

    /**
     * What stands under a key.
     *
     * @param field the field
     * @param form the form
     */
    public record Place(ContentField field, Form form) {}

    private static final Map<String, Place> EXACT = new HashMap<>();
    /** Families of keys: the first prefix that fits decides; a leaf that is structure is no content. */
    private static final List<Family> FAMILIES = List.of(
            new Family("gen_ai.prompt.", ContentField.INPUT_MESSAGES),
            new Family("gen_ai.completion.", ContentField.OUTPUT_MESSAGES),
            new Family("llm.input_messages.", ContentField.INPUT_MESSAGES),
            new Family("llm.output_messages.", ContentField.OUTPUT_MESSAGES),
            new Family("llm.prompts.", ContentField.INPUT_MESSAGES),
            new Family("llm.choices.", ContentField.OUTPUT_MESSAGES),
            new Family("llm.prompt_template.", ContentField.INPUT_MESSAGES),
            new Family("llm.request.functions.", ContentField.TOOL_DEFINITIONS),
            new Family("gen_ai.request.functions.", ContentField.TOOL_DEFINITIONS),
            new Family("llm.tools.", ContentField.TOOL_DEFINITIONS),
            new Family("embedding.embeddings.", ContentField.INPUT_MESSAGES),
            new Family("retrieval.documents.", ContentField.ENTITY_OUTPUT),
            new Family("reranker.input_documents.", ContentField.ENTITY_INPUT),
            new Family("reranker.output_documents.", ContentField.ENTITY_OUTPUT));

    static {
        put(ContentField.INPUT_MESSAGES, Form.MESSAGES, "gen_ai.input.messages", "gen_ai.prompt");
        put(ContentField.OUTPUT_MESSAGES, Form.MESSAGES, "gen_ai.output.messages", "gen_ai.completion");
        put(ContentField.SYSTEM_INSTRUCTIONS, Form.INSTRUCTIONS, "gen_ai.system_instructions", "system_prompt");
        put(ContentField.SYSTEM_INSTRUCTIONS, Form.TEXT, "crewai.agent.goal", "crewai.agent.backstory");
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
        // LangChain's carry the tools; the numbers stay, and the model stands under a key of its own.
        put(ContentField.TOOL_DEFINITIONS, Form.PAYLOAD, "llm.invocation_parameters");
        put(
                ContentField.TOOL_ARGUMENTS,
                Form.PAYLOAD,
                "tool.input",
                "tool.arguments",
                "function.arguments",
                "gen_ai.tool.arguments",
                "gen_ai.tool.call.arguments",
                "spring.ai.tool.call.arguments",
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
                "spring.ai.tool.call.result");
        put(
                ContentField.ENTITY_INPUT,
                Form.PAYLOAD,
                "traceloop.entity.input",
                "input.value",
                "crewai.crew.tasks_output",
                "crewai.crew.tasks",
                "crewai.crew.agents",
                "crewai.task.description",
                "crewai.task.expected_output",
                "crewai.task.context",
                "reranker.query",
                "db.vector.query.content",
                "spring.ai.vectorstore.query.content",
                "gen_ai.retrieval.query.text");
        put(
                ContentField.ENTITY_OUTPUT,
                Form.PAYLOAD,
                "traceloop.entity.output",
                "output.value",
                "crewai.crew.result",
                "crewai.task.output",
                "db.vector.query.response.documents",
                "spring.ai.vectorstore.query.response.documents",
                "gen_ai.retrieval.documents");
        put(
                ContentField.INPUT_MESSAGES,
                Form.PAYLOAD,
                "gen_ai.content.prompt",
                "spring.ai.chat.client.user.text",
                "spring.ai.chat.client.user.params",
                "spring.ai.chat.client.system.params");
        put(ContentField.SYSTEM_INSTRUCTIONS, Form.TEXT, "spring.ai.chat.client.system.text");
        put(ContentField.OUTPUT_MESSAGES, Form.PAYLOAD, "gen_ai.content.completion");
    }

    private ContentKeys() {}

    private record Family(String prefix, ContentField field) {}

    private static void put(ContentField field, Form form, String... keys) {
        for (String key : keys) {
            EXACT.put(key, new Place(field, form));
        }
    }

    /** Returns what content stands under the key, or null if none does. */
    public static @Nullable Place place(String key) {
        Place exact = EXACT.get(key);
        if (exact != null) {
            return exact;
        }
        for (Family family : FAMILIES) {
            if (key.startsWith(family.prefix())) {
                return inFamily(key, family);
            }
        }
        return null;
    }

    private static @Nullable Place inFamily(String key, Family family) {
        String leaf = key.substring(key.lastIndexOf('.') + 1);
        return switch (leaf) {
            case "role", "id", "name", "type", "finish_reason", "score", "tool_call_id", "vector" -> null;
            case "arguments", "arguments_json" -> new Place(ContentField.TOOL_ARGUMENTS, Form.PAYLOAD);
            default -> new Place(family.field(), Form.PAYLOAD);
        };
    }

    /** Returns the side of the model on which a call's arguments stand: these keys go with all of the messages there too. */
    public static @Nullable ContentField messagesField(String key) {
        for (Family family : FAMILIES) {
            if (key.startsWith(family.prefix())) {
                return family.field();
            }
        }
        return null;
    }
}
