package io.amp4j.otel.contract;

import static io.amp4j.otel.testing.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The thirty examples whose answers were computed by the observer itself. */
class WorkedExamplesTest {
    private static final String MESSAGES = "'gen_ai.operation.name':'chat','gen_ai.output.messages':";

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void agreesWithTheObserver(int number, String name, String status, String attributes, String expected) {
        SpanView view = attributes.equals("null") ? SpanView.of(name, status, null) : span(name, status, attributes);
        Map<String, Object> actual =
                new LinkedHashMap<>(SpanContract.preview(view).toMap());
        Map<String, Object> wanted = Objects.requireNonNull(Json.object(quoted(expected)));

        actual.keySet().retainAll(wanted.keySet());
        assertThat(Json.canonical(actual)).as("example %d", number).isEqualTo(Json.canonical(wanted));
    }

    private static String quoted(String text) {
        return text.replace('\'', '"');
    }

    static Stream<Arguments> examples() {
        return Stream.of(
                example(1, "openai.chat", "null", "{'kind':'unknown','rule':'K0','data':null}"),
                example(2, "openai.chat", "{}", "{'kind':'llm','rule':'K10','data':{}}"),
                example(
                        3,
                        "chat",
                        "{'traceloop.span.kind':'workflow','gen_ai.operation.name':'chat'}",
                        "{'kind':'chain'}"),
                example(4, "step", "{'traceloop.span.kind':'LLM'}", "{'kind':'unknown'}"),
                example(5, "step", "{'traceloop.span.kind':'Workflow'}", "{'kind':'chain','rule':'K9'}"),
                example(6, "generate_content g", "{'gen_ai.operation.name':'generate_content'}", "{'kind':'unknown'}"),
                example(
                        7,
                        "e",
                        "{'gen_ai.operation.name':'embeddings','gen_ai.prompt.0.content':'text'}",
                        "{'kind':'embedding','input':['text'],'output':null,'data':{}}"),
                example(8, "e", "{'gen_ai.embedding.dimension':'1536'}", "{'kind':'unknown'}"),
                example(9, "rr", "{'llm.request.type':'rerank','rerank.model':'m'}", "{'kind':'llm'}"),
                example(
                        10,
                        "invoke_agent a",
                        "{'gen_ai.operation.name':'invoke_agent','gen_ai.agent.name':'a','gen_ai.response.finish_reasons':['stop']}",
                        "{'kind':'llm'}"),
                example(
                        11,
                        "invoke_agent a",
                        "{'gen_ai.operation.name':'invoke_agent','gen_ai.prompt.0.role':'system','gen_ai.prompt.0.content':'be kind'}",
                        "{'kind':'llm','input':[{'role':'system','content':'be kind'}]}"),
                example(
                        12,
                        "invoke_agent",
                        "{'traceloop.span.kind':'agent','gen_ai.operation.name':'invoke_agent','gen_ai.prompt.0.role':'system',"
                                + "'gen_ai.prompt.0.content':'be kind'}",
                        "{'kind':'agent','input':null,'data':{'systemPrompt':'be kind'}}"),
                example(
                        13,
                        "x",
                        "{'gen_ai.operation.name':'invoke_agent','gen_ai.tool.name':'t'}",
                        "{'kind':'tool','data':{'name':'t'},'input':'','output':''}"),
                example(14, "chat m", "{'gen_ai.operation.name':'chat','gen_ai.agent.name':'a'}", "{'kind':'llm'}"),
                example(15, "x", "{'gen_ai.agent.name':''}", "{'kind':'unknown'}"),
                example(16, "x", "{'db.system.name':'Pinecone'}", "{'kind':'unknown'}"),
                example(
                        17,
                        "SELECT app",
                        "{'db.system.name':'postgresql','db.query.text':'SELECT 1'}",
                        "{'kind':'retriever','data':{'vectorDB':'postgresql'},'input':null,'output':null}"),
                example(18, "x", "{'gen_ai.request.model':'rerank-v3.5'}", "{'kind':'unknown'}"),
                example(18, "cohere.rerank", "{'gen_ai.request.model':'rerank-v3.5'}", "{'kind':'rerank','data':null}"),
                example(19, "x", "{'crewai.task.description':'d'}", "{'kind':'unknown'}"),
                example(
                        20,
                        "chat m",
                        "{'gen_ai.operation.name':'chat','gen_ai.response.model':'','gen_ai.request.model':'gpt'}",
                        "{'kind':'llm','data':{}}"),
                example(
                        21,
                        "chat m",
                        "{'gen_ai.operation.name':'chat','gen_ai.usage.input_tokens':0,'gen_ai.usage.output_tokens':0,"
                                + "'gen_ai.usage.cache_read_input_tokens':900}",
                        "{'kind':'llm','data':{}}"),
                example(
                        22,
                        "chat m",
                        "{'gen_ai.operation.name':'chat','gen_ai.usage.input_tokens':10,'gen_ai.usage.output_tokens':20,"
                                + "'gen_ai.usage.cache_read_input_tokens':500}",
                        "{'kind':'llm','data':{'tokenUsage':{'inputTokens':10,'outputTokens':20,'cacheReadInputTokens':500,"
                                + "'totalTokens':30}}}"),
                example(
                        23,
                        "chat m",
                        "{'gen_ai.operation.name':'chat','gen_ai.usage.input_tokens':'n/a','gen_ai.usage.prompt_tokens':20,"
                                + "'gen_ai.usage.output_tokens':3}",
                        "{'kind':'llm','data':{'tokenUsage':{'inputTokens':0,'outputTokens':3,'totalTokens':3}}}"),
                example(
                        24,
                        "chat m",
                        "{" + MESSAGES
                                + "'[{\\'role\\':\\'assistant\\',\\'tool_calls\\':[{\\'function\\':{\\'name\\':\\'f\\',\\'arguments\\':\\'{}\\'}}]}]'}",
                        "{'kind':'llm','output':[{'role':'assistant'}]}"),
                example(
                        25,
                        "chat m",
                        "{" + MESSAGES
                                + "'[{\\'role\\':\\'assistant\\',\\'toolCalls\\':[{\\'id\\':\\'1\\',\\'name\\':\\'f\\',\\'arguments\\':{\\'b\\':1,\\'a\\':2}}]}]'}",
                        "{'kind':'llm','output':[{'role':'assistant','toolCalls':[{'id':'1','name':'f',"
                                + "'arguments':'{\\'a\\':2,\\'b\\':1}'}]}]}"),
                example(
                        26,
                        "chat m",
                        "{'gen_ai.operation.name':'chat','gen_ai.request.functions.0.name':'f'}",
                        "{'kind':'llm','data':{}}"),
                example(
                        27,
                        "x",
                        "{'gen_ai.agent.name':'a','gen_ai.agent.tools':'[{\\'name\\':\\'f\\',\\'parameters\\':{}}]'}",
                        "{'kind':'agent','data':{'name':'a','tools':[{'name':'[{\\'name\\':\\'f\\',\\'parameters\\':{}}]'}]}}"),
                example(
                        28,
                        "execute_tool get_weather",
                        "{'gen_ai.operation.name':'execute_tool','gen_ai.tool.name':'get_weather',"
                                + "'traceloop.entity.input':'{\\'city\\':\\'Colombo\\'}','traceloop.entity.output':'{\\'result\\':31}'}",
                        "{'kind':'tool','data':{'name':'get_weather'},'input':'{\\'city\\':\\'Colombo\\'}','output':'{\\'result\\':31}'}"),
                example(
                        29,
                        "x",
                        "{'traceloop.span.kind':'workflow','traceloop.entity.input':'{\\'inputs\\':\\'hello\\'}'}",
                        "{'kind':'chain','input':'\\'hello\\''}"),
                Arguments.of(30, "x", "Ok", "{'error.type':''}", "{'error':true,'errorType':null}"));
    }

    private static Arguments example(int number, String name, String attributes, String expected) {
        return Arguments.of(number, name, "Unset", attributes, expected);
    }
}
