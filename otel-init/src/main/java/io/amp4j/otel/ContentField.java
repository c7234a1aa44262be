package io.amp4j.otel;

/** A place in a span where the words of users, models and tools stand. */
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
