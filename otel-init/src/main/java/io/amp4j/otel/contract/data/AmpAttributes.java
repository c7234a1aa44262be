package io.amp4j.otel.contract.data;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * The attribute keys of AMP's span contract.
 *
 * <p>The comment of each key states its type, the kinds of span it belongs to, whether the published table requires it there, and its
 * origin: OTel (OpenTelemetry's conventions), OpenLLMetry (their extension), or AMP (read by AMP, not published). The typed builders of
 * {@link io.amp4j.otel.span.AmpSpans} set them; use these constants for attributes that the builders do not offer. Messages, tools and
 * payloads are JSON texts.
 *
 * @since 0.1.0
 */
public final class AmpAttributes {
    /** Text; llm, embedding, tool, agent; required. The operation: {@code chat}, {@code embeddings}, {@code execute_tool}, … OTel. */
    public static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("gen_ai.operation.name");

    /** Text; llm, embedding, tool; required; agent: its framework. The provider; the older key, which AMP prefers. OTel. */
    public static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("gen_ai.system");

    /** Text; the successor of {@link #SYSTEM}, for the same kinds. Read by AMP if that is absent. OTel. */
    public static final AttributeKey<String> PROVIDER_NAME = AttributeKey.stringKey("gen_ai.provider.name");

    /**
     * Text; chain: {@code workflow} or {@code task}, rerank: {@code rerank}; optional, but it overrides all other keys on any kind. Exactly
     * one of llm, embedding, tool, retriever, rerank, agent, task, workflow. OpenLLMetry.
     */
    public static final AttributeKey<String> SPAN_KIND = AttributeKey.stringKey("traceloop.span.kind");

    /** Text; tool; optional. A tool's name; overrides {@link #TOOL_NAME}, even if empty. OpenLLMetry. */
    public static final AttributeKey<String> ENTITY_NAME = AttributeKey.stringKey("traceloop.entity.name");

    /**
     * Text; tool, chain; optional; agent: when there are no messages; any root: the input of the whole trace. An object with the key
     * {@code inputs} is unwrapped. OpenLLMetry.
     */
    public static final AttributeKey<String> ENTITY_INPUT = AttributeKey.stringKey("traceloop.entity.input");

    /** Text; as {@link #ENTITY_INPUT}, for the output. An object with the key {@code outputs} is unwrapped. OpenLLMetry. */
    public static final AttributeKey<String> ENTITY_OUTPUT = AttributeKey.stringKey("traceloop.entity.output");

    /** Text; llm, embedding: required; agent, rerank: optional. The requested model. OTel. */
    public static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");

    /** Text; llm, embedding; optional. The model that answered; shown in place of the requested one, so it must not be empty. OTel. */
    public static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");

    /** Number; llm; optional. Sampling temperature. OTel. */
    public static final AttributeKey<Double> REQUEST_TEMPERATURE = AttributeKey.doubleKey("gen_ai.request.temperature");

    /** Number; llm; optional, not shown. Nucleus sampling. OTel. */
    public static final AttributeKey<Double> REQUEST_TOP_P = AttributeKey.doubleKey("gen_ai.request.top_p");

    /** Integer; llm; optional, not shown. The maximum number of tokens in the answer. OTel. */
    public static final AttributeKey<Long> REQUEST_MAX_TOKENS = AttributeKey.longKey("gen_ai.request.max_tokens");

    /** Texts; llm only: on any other kind it makes AMP show an llm. Optional. Why the answer ended. OTel. */
    public static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    /** Text; llm, agent; optional, not shown. The provider's id of the answer. OTel. */
    public static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");

    /** Text, a JSON list of messages; llm: required; agent: recommended. OTel. */
    public static final AttributeKey<String> INPUT_MESSAGES = AttributeKey.stringKey("gen_ai.input.messages");

    /** Text, a JSON list of messages; llm: required; agent: recommended. OTel. */
    public static final AttributeKey<String> OUTPUT_MESSAGES = AttributeKey.stringKey("gen_ai.output.messages");

    /** Text; llm, agent; optional. The instructions, plain or as a JSON list of parts. OTel. */
    public static final AttributeKey<String> SYSTEM_INSTRUCTIONS = AttributeKey.stringKey("gen_ai.system_instructions");

    /** Text, a JSON list; llm; optional. The tools offered: {@code name}, {@code description}, {@code parameters}. OTel. */
    public static final AttributeKey<String> INPUT_TOOLS = AttributeKey.stringKey("gen_ai.input.tools");

    /** Text, a JSON list; llm; optional. As {@link #INPUT_TOOLS}, read when that is absent. OTel; AMP. */
    public static final AttributeKey<String> TOOL_DEFINITIONS = AttributeKey.stringKey("gen_ai.tool.definitions");

    /** Integer, 0 or more; llm, embedding, agent; optional (AMP's schema requires it on llm). OTel. */
    public static final AttributeKey<Long> USAGE_INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");

    /** Integer, 0 or more; llm, agent; optional (AMP's schema requires it on llm). OTel. */
    public static final AttributeKey<Long> USAGE_OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");

    /** Integer, 0 or more; llm; optional. Input tokens from a cache; not added to the total. AMP. */
    public static final AttributeKey<Long> USAGE_CACHE_READ_TOKENS =
            AttributeKey.longKey("gen_ai.usage.cache_read_input_tokens");

    /** Text; tool; required. OTel. */
    public static final AttributeKey<String> TOOL_NAME = AttributeKey.stringKey("gen_ai.tool.name");

    /** Text; tool; optional, not shown. OTel. */
    public static final AttributeKey<String> TOOL_DESCRIPTION = AttributeKey.stringKey("gen_ai.tool.description");

    /** Text; tool; optional, not shown. The id the model gave the call. OTel. */
    public static final AttributeKey<String> TOOL_CALL_ID = AttributeKey.stringKey("gen_ai.tool.call.id");

    /** Text; tool; optional. Arguments, read when {@link #ENTITY_INPUT} is absent. OTel; AMP. */
    public static final AttributeKey<String> TOOL_CALL_ARGUMENTS = AttributeKey.stringKey("gen_ai.tool.call.arguments");

    /** Text; tool; optional. Result, read when {@link #ENTITY_OUTPUT} is absent. OTel; AMP. */
    public static final AttributeKey<String> TOOL_CALL_RESULT = AttributeKey.stringKey("gen_ai.tool.call.result");

    /** Text; agent; required. On spans without an operation it makes them agents. OTel. */
    public static final AttributeKey<String> AGENT_NAME = AttributeKey.stringKey("gen_ai.agent.name");

    /** Text; agent; optional, not shown. OTel. */
    public static final AttributeKey<String> AGENT_DESCRIPTION = AttributeKey.stringKey("gen_ai.agent.description");

    /** Text, a JSON list; agent; optional. Names, or objects whose {@code parameters} are texts. OTel. */
    public static final AttributeKey<String> AGENT_TOOLS = AttributeKey.stringKey("gen_ai.agent.tools");

    /** Text; agent; optional. Groups the traces of one conversation. OTel. */
    public static final AttributeKey<String> CONVERSATION_ID = AttributeKey.stringKey("gen_ai.conversation.id");

    /** Text; retriever; required. Any value is shown; each of seven values is enough to make a span a retriever. OTel. */
    public static final AttributeKey<String> DB_SYSTEM_NAME = AttributeKey.stringKey("db.system.name");

    /** Text; retriever; optional. Collection or index. OTel. */
    public static final AttributeKey<String> DB_COLLECTION_NAME = AttributeKey.stringKey("db.collection.name");

    /** Integer, 1 or more; retriever; optional. How many results were requested. AMP. */
    public static final AttributeKey<Long> DB_TOP_K = AttributeKey.longKey("db.vector.query.top_k");

    /** Text; rerank; optional. The reranking model. OpenLLMetry. */
    public static final AttributeKey<String> RERANK_MODEL = AttributeKey.stringKey("rerank.model");

    /** Text; any; on failed spans only: its presence, even when empty, makes AMP show a failure. Few values. OTel. */
    public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    /** Text; root spans; optional. The evaluation task. AMP. */
    public static final AttributeKey<String> TASK_ID = AttributeKey.stringKey("task.id");

    /** Text; root spans; optional. The evaluation trial. AMP. */
    public static final AttributeKey<String> TRIAL_ID = AttributeKey.stringKey("trial.id");

    private AmpAttributes() {}

    /** Text; embedding; optional. The text embedded at this position, from 0: {@code gen_ai.prompt.{i}.content}. OTel, de facto. */
    public static AttributeKey<String> embeddedText(int index) {
        return index >= 0 && index < EMBEDDED.length
                ? EMBEDDED[index]
                : AttributeKey.stringKey("gen_ai.prompt." + index + ".content");
    }

    /** Cached, because a key computes the bytes of its name once; most batches of texts are small. */
    private static final AttributeKey<String>[] EMBEDDED = embedded();

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of a generic type cannot be made otherwise
    private static AttributeKey<String>[] embedded() {
        AttributeKey[] keys = new AttributeKey[16];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = AttributeKey.stringKey("gen_ai.prompt." + i + ".content");
        }
        return keys;
    }
}
