package io.amp4j.otel.export;

/**
 * A field of a span that holds texts of users, models and tools. Constants may be added: a {@code switch} over them needs a default branch.
 *
 * @since 0.1.0
 */
public enum ContentField {
    /** Messages given to a model or agent, in any form, and embedded text. */
    INPUT_MESSAGES,
    /** Messages that a model or agent returned, in any form. */
    OUTPUT_MESSAGES,
    /** System instructions. */
    SYSTEM_INSTRUCTIONS,
    /** Descriptions and parameter schemas of the tools that a model may call. */
    TOOL_DEFINITIONS,
    /** Arguments of tool calls. */
    TOOL_ARGUMENTS,
    /** Results of tool calls. */
    TOOL_RESULTS,
    /** The input of a chain, task or other entity. */
    ENTITY_INPUT,
    /** The output of a chain, task or other entity. */
    ENTITY_OUTPUT
}
