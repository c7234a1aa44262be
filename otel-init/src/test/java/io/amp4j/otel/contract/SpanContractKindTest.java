package io.amp4j.otel.contract;

import static io.amp4j.otel.testing.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Classification;
import io.amp4j.otel.contract.data.KindRule;
import io.amp4j.otel.contract.data.SpanError;
import io.amp4j.otel.contract.data.SpanView;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpanContractKindTest {
    @Test
    void ruleK0LeavesASpanWithoutAttributesUnknownWhateverItsName() {
        Classification classification = SpanContract.classify(SpanView.of("openai.chat", "Ok", null));

        assertThat(classification.kind()).isEqualTo(AmpSpanKind.UNKNOWN);
        assertThat(classification.rule()).isEqualTo(KindRule.K0);
    }

    @ParameterizedTest(name = "{0} {1} -> {2} {3}")
    @MethodSource("ruled")
    void followsTheRules(String name, String attributes, AmpSpanKind kind, KindRule rule) {
        Classification classification = SpanContract.classify(span(name, attributes));

        assertThat(classification.kind()).isEqualTo(kind);
        assertThat(classification.rule()).isEqualTo(rule);
        assertThat(classification.because()).isNotBlank();
    }

    static Stream<Arguments> ruled() {
        return Stream.of(
                // K1: a key prefix without a dot, and the kind in any case
                arguments("x", "{'crewai.tasks':1,'traceloop.span.kind':'TASK'}", AmpSpanKind.CREWAI_TASK, KindRule.K1),
                arguments(
                        "x",
                        "{'crewai.task.description':'d','traceloop.span.kind':'task'}",
                        AmpSpanKind.CREWAI_TASK,
                        KindRule.K1),
                arguments(
                        "x",
                        "{'crewai.task.description':'d','traceloop.span.kind':'workflow'}",
                        AmpSpanKind.CHAIN,
                        KindRule.K2),
                arguments("x", "{'crewai.task.description':'d'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'crewai.crew.name':'d','traceloop.span.kind':'task'}", AmpSpanKind.CHAIN, KindRule.K2),
                // K2: exact lower case, wins over everything below
                arguments("x", "{'traceloop.span.kind':'llm'}", AmpSpanKind.LLM, KindRule.K2),
                arguments("x", "{'traceloop.span.kind':'embedding'}", AmpSpanKind.EMBEDDING, KindRule.K2),
                arguments("x", "{'traceloop.span.kind':'tool'}", AmpSpanKind.TOOL, KindRule.K2),
                arguments("x", "{'traceloop.span.kind':'retriever'}", AmpSpanKind.RETRIEVER, KindRule.K2),
                arguments("x", "{'traceloop.span.kind':'rerank'}", AmpSpanKind.RERANK, KindRule.K2),
                arguments(
                        "x",
                        "{'traceloop.span.kind':'agent','gen_ai.operation.name':'chat'}",
                        AmpSpanKind.AGENT,
                        KindRule.K2),
                arguments("x", "{'traceloop.span.kind':'task'}", AmpSpanKind.CHAIN, KindRule.K2),
                arguments("x", "{'traceloop.span.kind':'workflow'}", AmpSpanKind.CHAIN, KindRule.K2),
                arguments("x", "{'traceloop.span.kind':'LLM'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'traceloop.span.kind':'unknown'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'traceloop.span.kind':['llm']}", AmpSpanKind.UNKNOWN, KindRule.K11),
                // K3
                arguments("x", "{'gen_ai.operation.name':'embedding'}", AmpSpanKind.EMBEDDING, KindRule.K3),
                arguments(
                        "x",
                        "{'gen_ai.operation.name':'embeddings','gen_ai.prompt.0.content':'a'}",
                        AmpSpanKind.EMBEDDING,
                        KindRule.K3),
                arguments("x", "{'gen_ai.operation.name':'Embeddings'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'gen_ai.embedding.dimension':1536}", AmpSpanKind.EMBEDDING, KindRule.K3),
                arguments("x", "{'gen_ai.embedding.dimension':'1536'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'llm.request.type':'embedding'}", AmpSpanKind.EMBEDDING, KindRule.K3),
                // K4
                arguments("x", "{'gen_ai.operation.name':'chat'}", AmpSpanKind.LLM, KindRule.K4),
                arguments("x", "{'gen_ai.operation.name':'completion'}", AmpSpanKind.LLM, KindRule.K4),
                arguments("x", "{'gen_ai.operation.name':'text_completion'}", AmpSpanKind.LLM, KindRule.K4),
                arguments("x", "{'gen_ai.prompt.':null}", AmpSpanKind.LLM, KindRule.K4),
                arguments("x", "{'gen_ai.prompt':'a'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'gen_ai.response.finish_reasons':null}", AmpSpanKind.LLM, KindRule.K4),
                arguments("x", "{'gen_ai.response.finish_reasons':['stop']}", AmpSpanKind.LLM, KindRule.K4),
                arguments("x", "{'llm.request.type':''}", AmpSpanKind.LLM, KindRule.K4),
                arguments("x", "{'llm.request.type':7}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'gen_ai.completion.0.content':'a'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                // K5: empty text counts
                arguments("x", "{'gen_ai.operation.name':'execute_tool'}", AmpSpanKind.TOOL, KindRule.K5),
                arguments("x", "{'gen_ai.tool.name':''}", AmpSpanKind.TOOL, KindRule.K5),
                arguments("x", "{'function.name':''}", AmpSpanKind.TOOL, KindRule.K5),
                arguments("x", "{'tool.name':'t'}", AmpSpanKind.TOOL, KindRule.K5),
                arguments("x", "{'tool_name':'t'}", AmpSpanKind.TOOL, KindRule.K5),
                arguments("x", "{'tool_name':5}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'llm.tool_calls':false}", AmpSpanKind.TOOL, KindRule.K5),
                // K6: empty text does not count
                arguments("x", "{'gen_ai.operation.name':'invoke_agent'}", AmpSpanKind.AGENT, KindRule.K6),
                arguments("x", "{'gen_ai.operation.name':'create_agent'}", AmpSpanKind.AGENT, KindRule.K6),
                arguments("x", "{'gen_ai.agent.name':'a'}", AmpSpanKind.AGENT, KindRule.K6),
                arguments("x", "{'gen_ai.agent.name':''}", AmpSpanKind.UNKNOWN, KindRule.K11),
                // K7
                arguments("x", "{'db.query.text':'SELECT'}", AmpSpanKind.RETRIEVER, KindRule.K7),
                arguments("x", "{'db.system.name':'pgvector'}", AmpSpanKind.RETRIEVER, KindRule.K7),
                arguments("x", "{'db.system.name':'other','db.system':'chromadb'}", AmpSpanKind.RETRIEVER, KindRule.K7),
                arguments("x", "{'db.system':'Pinecone'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'db.operation.name':'search'}", AmpSpanKind.RETRIEVER, KindRule.K7),
                arguments("x", "{'db.operation':'retrieve'}", AmpSpanKind.RETRIEVER, KindRule.K7),
                arguments("x", "{'db.operation':'SELECT'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                // K8
                arguments("x", "{'gen_ai.operation.name':'rerank'}", AmpSpanKind.RERANK, KindRule.K8),
                arguments("x", "{'gen_ai.operation.name':'reranking'}", AmpSpanKind.RERANK, KindRule.K8),
                arguments("x", "{'rerank.model':''}", AmpSpanKind.RERANK, KindRule.K8),
                arguments("x", "{'gen_ai.request.model':'c/rerank-multilingual-v3'}", AmpSpanKind.RERANK, KindRule.K8),
                arguments("x", "{'gen_ai.request.model':'rerank-v3.5'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                // K9
                arguments("x", "{'traceloop.span.kind':'Workflow'}", AmpSpanKind.CHAIN, KindRule.K9),
                arguments("graph.Task", "{}", AmpSpanKind.CHAIN, KindRule.K9),
                arguments("x", "{'workflow.name':''}", AmpSpanKind.CHAIN, KindRule.K9),
                // K10: last part in lower case, not trimmed
                arguments("openai.Chat", "{}", AmpSpanKind.LLM, KindRule.K10),
                arguments("llm", "{}", AmpSpanKind.LLM, KindRule.K10),
                arguments("a.completion", "{}", AmpSpanKind.LLM, KindRule.K10),
                arguments("a.embed", "{}", AmpSpanKind.EMBEDDING, KindRule.K10),
                arguments("function", "{}", AmpSpanKind.TOOL, KindRule.K10),
                arguments("x.retrieval", "{}", AmpSpanKind.RETRIEVER, KindRule.K10),
                arguments("cohere.rerank", "{}", AmpSpanKind.RERANK, KindRule.K10),
                arguments("my.agent", "{}", AmpSpanKind.AGENT, KindRule.K10),
                arguments("chat ", "{}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("openai.embeddings", "{}", AmpSpanKind.UNKNOWN, KindRule.K11),
                // K11
                arguments("", "{}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("chat gpt-4o", "{}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments(
                        "x",
                        "{'gen_ai.input.messages':'[]','gen_ai.system':'openai','gen_ai.request.model':'gpt'}",
                        AmpSpanKind.UNKNOWN,
                        KindRule.K11),
                arguments("x", "{'gen_ai.operation.name':'retrieval'}", AmpSpanKind.UNKNOWN, KindRule.K11),
                arguments("x", "{'gen_ai.operation.name':'invoke_workflow'}", AmpSpanKind.UNKNOWN, KindRule.K11));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`  Invoke_Agent planner `, AGENT",
                "execute_agent, AGENT",
                "create_agent x, AGENT",
                "execute_tool, TOOL",
                "execute_task t, CHAIN",
                "chat gpt-4o, LLM",
                "text_completion x, LLM",
                "completion x, LLM",
                "generate_content g, LLM",
                "embeddings m, EMBEDDING",
                "embedding m, EMBEDDING",
                "openai.embeddings, EMBEDDING",
                "openai.chat, LLM",
                "x.chats, LLM",
                "x.completions, LLM",
                "x.tools, TOOL",
                "x.functions, TOOL",
                "x.retrievers, RETRIEVER",
                "retrieve, RETRIEVER",
                "x.rerankers, RERANK",
                "x.agents, AGENT",
                "x.tasks, CHAIN",
                "x.workflows, CHAIN",
                "rag-pipeline, UNKNOWN",
                "`retrieve docs`, UNKNOWN",
                "rerank m, UNKNOWN",
                "``, UNKNOWN"
            })
    void theListGuessesTheKindFromTheNameAlone(String name, AmpSpanKind kind) {
        assertThat(SpanContract.classifyByName(name)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "chat, true",
        "' Chat ', true",
        "chat gpt-4o, true",
        "openai.chat, true",
        "ChatOpenAI.chat, true",
        "chats, false",
        "text_completion x, false",
        "openai.completion, false",
        "chatter, false"
    })
    void knowsTheNamesOfLeafCalls(String name, boolean leaf) {
        assertThat(SpanContract.isLeafLlmName(name)).isEqualTo(leaf);
    }

    @ParameterizedTest(name = "{0} {1} -> {2} {3} {4}")
    @MethodSource("statuses")
    void followsTheStatusRules(String status, String attributes, boolean error, String type, SpanError.Rule rule) {
        assertThat(SpanContract.error(span("x", status, attributes))).isEqualTo(SpanError.of(error, type, rule));
    }

    static Stream<Arguments> statuses() {
        return Stream.of(
                arguments("Ok", "{'error.type':'Timeout'}", true, "Timeout", SpanError.Rule.S1),
                arguments("Ok", "{'error.type':''}", true, null, SpanError.Rule.S1),
                arguments("Error", "{'error.type':7}", true, null, SpanError.Rule.S4),
                arguments("Ok", "{'gen_ai.tool.status':'Failed'}", true, "ToolExecutionError", SpanError.Rule.S2),
                arguments("Ok", "{'gen_ai.tool.status':'2'}", true, "ToolExecutionError", SpanError.Rule.S2),
                arguments("Ok", "{'gen_ai.tool.status':'ok'}", false, null, SpanError.Rule.NONE),
                arguments("Ok", "{'http.status_code':404.7}", true, "404", SpanError.Rule.S3),
                arguments("Ok", "{'http.status_code':399.9}", false, null, SpanError.Rule.NONE),
                arguments("Ok", "{'http.status_code':'500'}", false, null, SpanError.Rule.NONE),
                arguments("Ok", "{'http.response.status_code':500}", false, null, SpanError.Rule.NONE),
                arguments("ERROR", "{}", true, null, SpanError.Rule.S4),
                arguments("failed", "{}", true, null, SpanError.Rule.S4),
                arguments("2", "{}", true, null, SpanError.Rule.S4),
                arguments("STATUS_CODE_ERROR", "{}", false, null, SpanError.Rule.NONE),
                arguments("", "{}", false, null, SpanError.Rule.NONE));
    }

    @Test
    void ruleS4AlsoHoldsWithoutAttributes() {
        assertThat(SpanContract.error(SpanView.of("x", "Error", null)).error()).isTrue();
    }
}
