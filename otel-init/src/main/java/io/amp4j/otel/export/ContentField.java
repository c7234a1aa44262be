package io.amp4j.otel.export;

/**
 * A place in a span that holds the texts of users, models and tools. New constants may be added: have a default branch.
 *
 * @since 0.1.0
 */
public enum ContentField {
    /** Messages given to a model or agent, in any form, and embedded text. */
    INPUT_MESSAGES,
    /** Messages that a model or agent answered, in any form. */
    OUTPUT_MESSAGES,
    /** System instructions. */
    SYSTEM_INSTRUCTIONS,
    /** Descriptions and parameter schemas of the tools that a model may call. */
    TOOL_DEFINITIONS,
    /** Arguments of tool calls. */
    TOOL_ARGUMENTS,
    /** Results of tool calls. */
    TOOL_RESULTS,
    /** What went into a chain, task or other entity. */
    ENTITY_INPUT,
    /** What came out of a chain, task or other entity. */
    ENTITY_OUTPUT
}
