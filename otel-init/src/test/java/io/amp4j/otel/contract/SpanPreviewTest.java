package io.amp4j.otel.contract;

import static io.amp4j.otel.testing.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The extractors: vendor, model, tokens, messages, tools, entity texts, and the cards made of them. */
class SpanPreviewTest {
    private static Map<String, Object> preview(Object... attributes) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            map.put((String) attributes[i], attributes[i + 1]);
        }
        return Objects.requireNonNull(
                Json.object(SpanContract.preview(SpanView.of("x", "Unset", map)).toJson()));
    }

    private static String llmInput(Object... attributes) {
        return part("input", "llm", attributes);
    }

    private static String part(String part, String kind, Object... attributes) {
        Object[] all = new Object[attributes.length + 2];
        all[0] = "traceloop.span.kind";
        all[1] = kind;
        System.arraycopy(attributes, 0, all, 2, attributes.length);
        return Json.canonical(preview(all).get(part)).replace('"', '\'');
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"openai, azure, openai", "'', azure, azure", "-, azure, azure", "-, -, -", "'', -, -"})
    void vendorIsTheSystemAndElseTheProvider(String system, String provider, String vendor) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("traceloop.span.kind", "llm");
        if (system != null) {
            attributes.put("gen_ai.system", system);
        }
        if (provider != null) {
            attributes.put("gen_ai.provider.name", provider);
        }

        assertThat(((LlmDetails) SpanContract.preview(SpanView.of("x", "", attributes))
                                .details())
                        .vendor())
                .isEqualTo(vendor);
    }

    @Test
    void theAnswersModelWinsExceptOnAgents() {
        assertThat(part("data", "llm", "gen_ai.response.model", "b", "gen_ai.request.model", "a"))
                .isEqualTo("{'model':'b'}");
        assertThat(part("data", "embedding", "gen_ai.request.model", "a")).isEqualTo("{'model':'a'}");
        assertThat(part("data", "agent", "gen_ai.response.model", "b", "gen_ai.request.model", "a"))
                .isEqualTo("{'model':'a'}");
        assertThat(part("data", "agent", "gen_ai.response.model", "b")).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "12, 12",
        "' 12', 12",
        "+3, 3",
        "10 docs, 10",
        "12.7, 12",
        "-5, 0",
        "docs, 0",
        "'', 0",
        "99999999999999999999, 0",
        "'\n12', 0"
    })
    void readsTokensOutOfText(String text, long input) {
        Map<String, Object> attributes = Map.of(
                "traceloop.span.kind", "llm", "gen_ai.usage.input_tokens", text, "gen_ai.usage.output_tokens", 1.9);
        RenderedTokens tokens = Objects.requireNonNull(((LlmDetails)
                        SpanContract.preview(SpanView.of("x", "", attributes)).details())
                .tokens());

        assertThat(tokens.output()).isEqualTo(1);
        assertThat(Math.max(0, tokens.input())).isEqualTo(input);
    }

    @Test
    void legacyTokenKeysCountOnlyWhenTheNewOnesAreAbsent() {
        assertThat(part("data", "llm", "gen_ai.usage.prompt_tokens", 4L, "gen_ai.usage.completion_tokens", 5L))
                .isEqualTo("{'tokenUsage':{'inputTokens':4,'outputTokens':5,'totalTokens':9}}");
        assertThat(part("data", "llm", "gen_ai.usage.prompt_tokens", 4L, "gen_ai.usage.input_tokens", true))
                .isEqualTo("{}");
        assertThat(part("data", "llm", "gen_ai.usage.total_tokens", 4L)).isEqualTo("{}");
        assertThat(part("data", "llm", "gen_ai.usage.input_tokens", 1L, "gen_ai.usage.cache_read.input_tokens", 4L))
                .isEqualTo("{'tokenUsage':{'inputTokens':1,'outputTokens':0,'totalTokens':1}}");
    }

    @Test
    void unpacksMessagesThatArePackedIntoAText() {
        String packed = Json.canonical(json("  [{'role':'user','content':'hi'}]"));

        assertThat(llmInput("gen_ai.input.messages", packed)).isEqualTo("[{'content':'hi','role':'user'}]");
        assertThat(llmInput("gen_ai.input.messages", Json.canonical(packed)))
                .as("the outer text then begins with a quote, which does not look like messages")
                .isEqualTo("null");
    }

    @Test
    void acceptsAListOrOneObjectAndSkipsWhatIsNoObject() {
        assertThat(llmInput("gen_ai.input.messages", json("{'role':'user'}"))).isEqualTo("[{'role':'user'}]");
        assertThat(llmInput("gen_ai.input.messages", json("[1,{'content':'a'},'b']")))
                .isEqualTo("[{'content':'a','role':''}]");
        assertThat(llmInput("gen_ai.input.messages", json("'text'"))).isEqualTo("null");
        assertThat(llmInput("gen_ai.input.messages", "5")).isEqualTo("null");
        assertThat(llmInput("gen_ai.input.messages", "[{]")).isEqualTo("null");
        assertThat(llmInput("gen_ai.input.messages", List.of("[]"))).isEqualTo("null");
    }

    @Test
    void joinsTheTextPartsAndPutsToolResponsesOnNewLines() {
        assertThat(
                        llmInput(
                                "gen_ai.input.messages",
                                json(
                                        "[{'role':'tool','parts':[{'content':'a'},{'type':'','content':'b'},{'type':'text','content':'c'},5,"
                                                + "{'type':'image','content':'no'},{'type':'tool_call_response','response':'r'},"
                                                + "{'type':'tool_call_response','response':'','result':'s'},"
                                                + "{'type':'tool_call_response','response':{'x':1}},{'type':'tool_call_response','result':'t'}]}]")))
                .isEqualTo("[{'content':'abc\\nr\\ns\\nt','role':'tool'}]");
    }

    @Test
    void partsFillTheContentOnlyWhenItIsEmpty() {
        assertThat(
                        llmInput(
                                "gen_ai.input.messages",
                                json(
                                        "[{'role':'user','content':'top','parts':[{'content':'below'}]},{'role':'user','content':['x']}]")))
                .isEqualTo("[{'content':'top','role':'user'},{'role':'user'}]");
    }

    @Test
    void readsToolCallsFromPartsAndLetsTheExplicitListReplaceThem() {
        String part = "{'type':'tool_call','id':'1','name':'f','arguments':{'b':'<','a':null}}";
        assertThat(llmInput(
                        "gen_ai.input.messages",
                        json("[{'role':'a','parts':[" + part + ",{'type':'tool_call','id':'2'}]}]")))
                .isEqualTo(
                        "[{'role':'a','toolCalls':[{'arguments':'{\\'a\\':null,\\'b\\':\\'\\\\u003c\\'}','id':'1','name':'f'}]}]");
        assertThat(llmInput(
                        "gen_ai.input.messages",
                        json("[{'role':'a','parts':[" + part
                                + "],'toolCalls':[{'id':'3'},7,{'name':'g','arguments':'raw'}]}]")))
                .isEqualTo("[{'role':'a','toolCalls':[{'arguments':'','id':'3','name':''},"
                        + "{'arguments':'raw','id':'','name':'g'}]}]");
        assertThat(llmInput("gen_ai.input.messages", json("[{'role':'a','parts':[" + part + "],'toolCalls':[]}]")))
                .isEqualTo("[{'role':'a'}]");
        assertThat(llmInput("gen_ai.input.messages", json("[{'role':'a','parts':[" + part + "],'toolCalls':null}]")))
                .contains("'name':'f'");
    }

    @Test
    void readsIndexedMessagesWhenThereAreNoStructuredOnes() {
        assertThat(llmInput(
                        "gen_ai.prompt.10.role", "assistant",
                        "gen_ai.prompt.10.tool_calls.1.name", "g",
                        "gen_ai.prompt.10.tool_calls.1.arguments", "{}",
                        "gen_ai.prompt.10.tool_calls.0.id", "nameless",
                        "gen_ai.prompt.2.role", "user",
                        "gen_ai.prompt.2.content", "hi",
                        "gen_ai.prompt.3.content", "no role",
                        "gen_ai.prompt.4.role", "user",
                        "gen_ai.prompt.4.content", "\"\"",
                        "gen_ai.prompt.x.role", "user",
                        "gen_ai.prompt.role", "user",
                        "gen_ai.input.messages", "[]"))
                .isEqualTo("[{'content':'hi','role':'user'},{'role':'user'},"
                        + "{'role':'assistant','toolCalls':[{'arguments':'{}','id':'','name':'g'}]}]");
        assertThat(part("output", "llm", "gen_ai.completion.0.role", "assistant", "gen_ai.completion.0.content", "yo"))
                .isEqualTo("[{'content':'yo','role':'assistant'}]");
    }

    @Test
    void putsTheInstructionsInFrontUnlessASystemMessageIsThere() {
        String user = json("[{'role':'user','content':'hi'}]");
        assertThat(llmInput("gen_ai.input.messages", user, "gen_ai.system_instructions", "be kind"))
                .isEqualTo("[{'content':'be kind','role':'system'},{'content':'hi','role':'user'}]");
        assertThat(llmInput(
                        "gen_ai.input.messages",
                        json("[{'role':' System '}]"),
                        "gen_ai.system_instructions",
                        "be kind"))
                .isEqualTo("[{'role':' System '}]");
        assertThat(llmInput("gen_ai.system_instructions", "be kind"))
                .isEqualTo("[{'content':'be kind','role':'system'}]");
        assertThat(llmInput("system_prompt", "old")).isEqualTo("[{'content':'old','role':'system'}]");
        assertThat(llmInput()).isEqualTo("null");
    }

    @Test
    void joinsTheTextPartsOfTheInstructions() {
        assertThat(
                        part(
                                "data",
                                "agent",
                                "gen_ai.system_instructions",
                                json(
                                        "[{'type':'text','content':'a'},{'type':'x','content':'b'},{'type':'text','content':'c'}]")))
                .isEqualTo("{'systemPrompt':'a\\nc'}");
        assertThat(part("data", "agent", "gen_ai.system_instructions", json("[{'content':'a'}]")))
                .isEqualTo("{'systemPrompt':'[{\\'content\\':\\'a\\'}]'}");
        assertThat(part("data", "agent", "gen_ai.system_instructions", "", "system_prompt", "old"))
                .isEqualTo("{'systemPrompt':'old'}");
    }

    @Test
    void readsToolsFromTheFirstKeyThatYieldsAny() {
        assertThat(part(
                        "data",
                        "llm",
                        "gen_ai.input.tools",
                        json("[{'name':'f','description':'d','parameters':{'b':1,'a':2}},{'description':'nameless'}]"),
                        "gen_ai.tool.definitions",
                        json("[{'name':'other'}]")))
                .isEqualTo("{'tools':[{'description':'d','name':'f','parameters':'{\\'a\\':2,\\'b\\':1}'}]}");
        assertThat(part("data", "llm", "gen_ai.tool.definitions", json("[{'name':'f','parameters':'raw'}]")))
                .isEqualTo("{'tools':[{'name':'f','parameters':'raw'}]}");
        assertThat(part(
                        "data",
                        "llm",
                        "gen_ai.input.tools",
                        "[]",
                        "llm.request.functions.1.name",
                        "g",
                        "llm.request.functions.1.parameters",
                        "{}",
                        "llm.request.functions.0.description",
                        "nameless"))
                .isEqualTo("{'tools':[{'name':'g','parameters':'{}'}]}");
        assertThat(part("data", "llm", "gen_ai.input.tools", json("[{'type':'function','function':{'name':'f'}}]")))
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0.7", "' 0.5 warm', 0.5", ".5, 0.5", "warm, ", "1e, ", "-1.5e1x, -15"})
    void readsATemperatureOutOfText(String text, Double temperature) {
        LlmDetails details = (LlmDetails) SpanContract.preview(
                        SpanView.of("x", "", Map.of("traceloop.span.kind", "llm", "gen_ai.request.temperature", text)))
                .details();

        assertThat(details.temperature()).isEqualTo(temperature);
    }

    @Test
    void turnsEmbeddedValuesOfAnyTypeIntoText() {
        assertThat(part(
                        "input",
                        "embedding",
                        "gen_ai.prompt.1.content",
                        2L,
                        "gen_ai.prompt.0.content",
                        "a",
                        "gen_ai.prompt.3.content",
                        "",
                        "gen_ai.prompt.4.content.x",
                        "deep",
                        "gen_ai.prompt.5.content",
                        List.of("p", 1L)))
                .isEqualTo("['a','2','[p 1]']");
        assertThat(part("input", "embedding", "gen_ai.input.messages", "[{}]")).isEqualTo("null");
    }

    @Test
    void looksForAToolsNameInOrder() {
        assertThat(part(
                        "data",
                        "tool",
                        "gen_ai.tool.name",
                        "e",
                        "function.name",
                        "d",
                        "tool_name",
                        "c",
                        "tool.name",
                        "b",
                        "traceloop.entity.name",
                        "a"))
                .isEqualTo("{'name':'a'}");
        assertThat(part(
                        "data",
                        "tool",
                        "gen_ai.tool.name",
                        "e",
                        "function.name",
                        "d",
                        "tool_name",
                        "c",
                        "tool.name",
                        "b"))
                .isEqualTo("{'name':'b'}");
        assertThat(part("data", "tool", "gen_ai.tool.name", "e", "function.name", "d"))
                .isEqualTo("{'name':'d'}");
        assertThat(part("data", "tool", "gen_ai.tool.name", "e", "traceloop.entity.name", ""))
                .isEqualTo("{}");
    }

    @Test
    void looksForAToolsInputInOrder() {
        assertThat(part("input", "tool", "traceloop.entity.input", json("{'inputs':{'b':1,'a':2}}")))
                .isEqualTo("'{\\'a\\':2,\\'b\\':1}'");
        assertThat(part("input", "tool", "traceloop.entity.input", "plain", "tool.input", "b"))
                .isEqualTo("'plain'");
        assertThat(part("input", "tool", "traceloop.entity.input", "", "tool.input", "b"))
                .isEqualTo("'b'");
        assertThat(part("input", "tool", "tool.arguments", "c", "function.arguments", "d"))
                .isEqualTo("'c'");
        assertThat(part("input", "tool", "gen_ai.tool.call.arguments", "f", "gen_ai.tool.arguments", "e"))
                .isEqualTo("'e'");
        assertThat(part("input", "tool", "gen_ai.input.messages", "[raw")).isEqualTo("'[raw'");
    }

    @Test
    void looksForAToolsOutputInOrder() {
        assertThat(part("output", "tool", "traceloop.entity.output", "", "tool.output", "b"))
                .isEqualTo("''");
        assertThat(part("output", "tool", "tool.result", "c", "function.result", "d"))
                .isEqualTo("'c'");
        assertThat(part("output", "tool", "gen_ai.tool.call.result", "f", "gen_ai.tool.output", "e"))
                .isEqualTo("'e'");
        assertThat(part("output", "tool", "gen_ai.output.messages", "[]")).isEqualTo("'[]'");
    }

    @Test
    void showsDatabaseCollectionAndCountOfRetrievers() {
        assertThat(part(
                        "data",
                        "retriever",
                        "db.system.name",
                        "",
                        "db.system",
                        "chroma",
                        "db.collection.name",
                        "docs",
                        "db.vector.query.top_k",
                        "10 docs"))
                .isEqualTo("{'collection':'docs','topK':10,'vectorDB':'chroma'}");
    }

    @Test
    void agentsFallBackToEntityTextsAndNeverReadIndexedMessages() {
        assertThat(part(
                        "input",
                        "agent",
                        "gen_ai.input.messages",
                        "[]",
                        "traceloop.entity.input",
                        "{\"inputs\":\"raw\"}"))
                .isEqualTo("'{\\'inputs\\':\\'raw\\'}'");
        assertThat(part("input", "agent", "gen_ai.prompt.0.role", "user", "gen_ai.prompt.0.content", "hi"))
                .isEqualTo("null");
        assertThat(part(
                        "output",
                        "agent",
                        "gen_ai.output.messages",
                        json("[{'role':'assistant','content':'yo'}]"),
                        "traceloop.entity.output",
                        "e"))
                .isEqualTo("[{'content':'yo','role':'assistant'}]");
    }

    @Test
    void showsAllOfAnAgent() {
        assertThat(part(
                        "data",
                        "agent",
                        "gen_ai.agent.name",
                        "a",
                        "gen_ai.system",
                        "langchain",
                        "gen_ai.request.model",
                        "m",
                        "gen_ai.conversation.id",
                        "c",
                        "gen_ai.agent.tools",
                        json("[{'Name':'f','parameters':'{}','other':1}]"),
                        "gen_ai.usage.input_tokens",
                        1L,
                        "gen_ai.tool.definitions",
                        "[]"))
                .isEqualTo(
                        "{'conversationId':'c','framework':'langchain','model':'m','name':'a','tokenUsage':{'inputTokens':1,"
                                + "'outputTokens':0,'totalTokens':1},'tools':[{'name':'f','parameters':'{}'}]}");
        assertThat(part("data", "agent", "gen_ai.agent.tools", json("['f','g']")))
                .isEqualTo("{'tools':[{'name':'f'},{'name':'g'}]}");
        assertThat(part("data", "agent", "gen_ai.agent.tools", "search")).isEqualTo("{'tools':[{'name':'search'}]}");
    }

    @Test
    void readsCrewAiKeysInTheirPlace() {
        Object[] crew = {
            "gen_ai.provider.name",
            "CrewAI",
            "crewai.crew.tasks_output",
            "in",
            "crewai.crew.result",
            "out",
            "crewai.agent.role",
            " Writer ",
            "crewai.agent.goal",
            "write",
            "crewai.agent.max_iter",
            5.0,
            "crewai.crew.token_usage",
            "total_tokens=9 prompt_tokens=4 cached_prompt_tokens=1 completion_tokens=5 successful_requests=2",
            "crewai.agent.tools",
            "[]",
            "traceloop.entity.input",
            "unread"
        };
        assertThat(part("input", "agent", crew)).isEqualTo("'in'");
        assertThat(part("output", "workflow", crew)).isEqualTo("'out'");
        assertThat(part("data", "agent", crew))
                .isEqualTo(
                        "{'framework':'crewai','maxIter':5,'name':'Writer','systemPrompt':'role: \\u003e\\n  Writer\\ngoal: \\u003e\\n"
                                + "  write','tokenUsage':{'cacheReadInputTokens':1,'inputTokens':4,'outputTokens':5,'totalTokens':9}}");
        assertThat(part("data", "agent", "crewai.crew.name", "Crew", "crewai.agent.max_iter", "5"))
                .isEqualTo("{'framework':'crewai','name':'Crew'}");
        assertThat(part(
                        "data",
                        "task",
                        "crewai.task.description",
                        "do",
                        "crewai.task.name",
                        "n",
                        "crewai.task.tools",
                        "[\"f\"]"))
                .isEqualTo("{'description':'do','name':'n','tools':[{'name':'f'}]}");
        assertThat(part(
                        "output",
                        "task",
                        "crewai.task.description",
                        "do",
                        "traceloop.entity.output",
                        "{\"outputs\":1}"))
                .isEqualTo("'{\\'outputs\\':1}'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | plain",
                "[1] | [1]",
                "{'inputs':'a<'} | 'a\\u003c'",
                "{'inputs':'','input_str':'b'} | 'b'",
                "{'inputs':{'a':1}} | {'inputs':{'a':1}}",
                "{'inputs':'a','metadata':null} | {'inputs':'a','metadata':null}",
                "{'metadata':1} | {'metadata':1}",
                "{'x': 1} | {'x': 1}"
            })
    void unwrapsAChainsInput(String input, String shown) {
        SpanPreview preview = SpanContract.preview(
                SpanView.of("x", "", Map.of("traceloop.span.kind", "task", "traceloop.entity.input", json(input))));

        assertThat(preview.input().asText()).isEqualTo(json(shown));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "plain | plain",
                "{'x': 1} | {'x': 1}",
                "{'outputs':'a'} | 'a'",
                "{'outputs':{'b':1,'a':2}} | {'a':2,'b':1}",
                "{'outputs':{'messages':[]}} | {'messages':[]}",
                "{'outputs':{'messages':[1,{'kwargs':{'content':'last'}}]}} | last",
                "{'outputs':{'messages':[{'kwargs':{'content':[1]}}]}} | [1]",
                "{'outputs':{'messages':[{'kwargs':{}}]}} | null",
                "{'outputs':{'messages':[{'b':1,'a':2}]}} | {'a':2,'b':1}",
                "{'outputs':{'messages':['text']}} | -"
            })
    void unwrapsAChainsOutput(String output, String shown) {
        SpanPreview preview = SpanContract.preview(
                SpanView.of("x", "", Map.of("traceloop.span.kind", "task", "traceloop.entity.output", json(output))));

        assertThat(preview.output())
                .isEqualTo(shown == null ? new RenderedContent.None() : new RenderedContent.Text(json(shown)));
    }

    @Test
    void showsNoContentInToString() {
        SpanView view = span(
                "chat m",
                "{'gen_ai.operation.name':'chat','gen_ai.system_instructions':'secret',"
                        + "'gen_ai.input.messages':'[{\\'role\\':\\'u\\',\\'content\\':\\'secret\\',\\'toolCalls\\':[{\\'arguments\\':\\'secret\\'}]}]'}");

        assertThat(view.toString()).doesNotContain("secret");
        assertThat(SpanContract.preview(view).toString()).doesNotContain("secret");
        assertThat(SpanContract.preview(view).toJson()).contains("secret");
    }
}
