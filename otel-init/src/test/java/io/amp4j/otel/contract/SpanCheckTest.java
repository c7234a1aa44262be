package io.amp4j.otel.contract;

import static io.amp4j.otel.testing.Spans.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.Finding.Level;
import io.amp4j.otel.contract.data.Finding.Severity;
import io.amp4j.otel.contract.data.SpanView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanCheckTest {
    private static final String GOOD_LLM =
            "'gen_ai.operation.name':'chat','gen_ai.system':'openai','gen_ai.request.model':'gpt',"
                    + "'gen_ai.usage.input_tokens':1,'gen_ai.usage.output_tokens':2,"
                    + "'gen_ai.input.messages':'[{\\'role\\':\\'user\\',\\'content\\':\\'q\\'}]',"
                    + "'gen_ai.output.messages':'[{\\'role\\':\\'assistant\\',\\'content\\':\\'a\\'}]'";

    private static List<String> codes(SpanView span, Level level) {
        return SpanContract.check(span).stream()
                .filter(finding -> finding.level() == level)
                .map(Finding::code)
                .toList();
    }

    @Test
    void findsNothingWrongWithAGoodSpan() {
        assertThat(SpanContract.check(span("chat gpt", "{" + GOOD_LLM + "}"))).isEmpty();
    }

    @Test
    void findsNothingWrongWithASpanOfOtherTrades() {
        assertThat(SpanContract.check(span("GET /", "{'http.request.method':'GET','http.response.status_code':500}")))
                .isEmpty();
        assertThat(SpanContract.check(span("x", "Error", "{}"))).isEmpty();
    }

    @Test
    void reportsEachLevelForItself() {
        SpanView bare = span("chat gpt", "{'gen_ai.operation.name':'chat'}");

        assertThat(codes(bare, Level.PUBLISHED_CONTRACT))
                .containsExactly("published.system", "published.model", "published.input", "published.output");
        assertThat(codes(bare, Level.AMP_SCHEMA))
                .containsExactly("schema.model", "schema.provider", "schema.input-tokens", "schema.output-tokens");
        assertThat(codes(bare, Level.OBSERVER)).containsExactly("observer.llm-input", "observer.llm-output");
        assertThat(SpanContract.check(bare)).allSatisfy(finding -> {
            assertThat(finding.message()).isNotBlank().endsWith(".");
            assertThat(finding.fix()).isNotBlank().endsWith(".");
            assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
        });
    }

    @Test
    void theIndexedFormOfMessagesIsGoodToo() {
        SpanView indexed = span(
                "chat gpt",
                "{'gen_ai.operation.name':'chat','gen_ai.prompt.0.role':'user','gen_ai.prompt.0.content':'q',"
                        + "'gen_ai.completion.0.role':'assistant','gen_ai.completion.0.content':'a'}");

        assertThat(SpanContract.check(indexed))
                .extracting(Finding::code)
                .doesNotContain("published.input", "published.output", "observer.llm-input");
    }

    @ParameterizedTest(name = "{0} {1} {3} -> {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "embeddings m | {'gen_ai.operation.name':'embeddings'} | published.model schema.model observer.embedding-input",
                "execute_tool t | {'gen_ai.operation.name':'execute_tool'} | published.tool-name schema.tool-name observer.tool-name",
                "execute_tool t | {'gen_ai.tool.name':'t','traceloop.span.kind':'tool'} | published.operation observer.tool-content",
                "x | {'gen_ai.tool.name':'t','gen_ai.operation.name':'chat ','traceloop.span.kind':'Tool'} | schema.span-kind observer.span-kind",
                "execute_tool t | {'gen_ai.tool.name':'t','traceloop.entity.input':'{\\'inputs\\':1}'} | observer.tool-input-unwrapped",
                "invoke_agent a | {'gen_ai.operation.name':'invoke_agent'} | published.agent-name published.agent-messages",
                "invoke_agent a | {'gen_ai.operation.name':'invoke_agent','gen_ai.response.finish_reasons':[]} | observer.kind-mismatch",
                "invoke_agent a | {'traceloop.span.kind':'agent','gen_ai.prompt.0.role':'user'} | observer.agent-indexed",
                "invoke_agent a | {'gen_ai.agent.name':'a','gen_ai.agent.tools':'[{\\'name\\':\\'f\\',\\'parameters\\':{}}]'} | observer.agent-tools",
                "generate_content g | {'gen_ai.operation.name':'generate_content'} | observer.kind-unknown",
                "x | {'openinference.span.kind':'LLM'} | observer.kind-unknown",
                "x | {'db.system.name':'Pinecone'} | observer.kind-unknown",
                "x | {'db.system.name':'postgresql','db.query.text':'S'} | observer.database-as-retriever",
                "x | {'traceloop.span.kind':'retriever','db.vector.query.top_k':'many'} | published.db-system schema.db-system schema.top-k observer.top-k",
                "x | {'crewai.task':1,'traceloop.span.kind':'task'} | schema.task-description",
                "x | {'traceloop.span.kind':'LLM'} | observer.span-kind observer.kind-unknown",
                "x | {'traceloop.span.kind':7,'gen_ai.operation.name':'chat'} | observer.span-kind observer.list-kind",
                "x | {'traceloop.span.kind':'task','traceloop.entity.input':'{\\'inputs\\':\\'a\\'}'} | observer.chain-input-quoted",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.response.model':'','gen_ai.request.model':'m'} | observer.model-hidden",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.request.functions.0.name':'f'} | observer.functions-unread",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.input.tools':'{}'} | observer.tools-unreadable",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.input.messages':'hello'} | observer.messages-unreadable",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.input.messages':'[{\\'role\\':\\'a\\',\\'tool_calls\\':[]}]'} | observer.tool-calls-lost",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.input.messages':'[{\\'role\\':\\'a\\',\\'content\\':[]}]'} | observer.content-list",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.input.messages':'[{\\'content\\':\\'a\\'}]'} | observer.role",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.input.messages':'[{\\'role\\':\\'tool\\',\\'parts\\':[{\\'type\\':\\'tool_call_response\\',\\'response\\':{}}]}]'} | observer.tool-response-lost",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.usage.input_tokens':'n/a'} | observer.tokens-unreadable schema.input-tokens",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.usage.input_tokens':1.5,'gen_ai.usage.output_tokens':-1} | schema.input-tokens schema.output-tokens",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.usage.total_tokens':5} | observer.total-tokens",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.usage.cache_read.input_tokens':5} | observer.cache-tokens",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.request.temperature':'0.5'} | schema.temperature",
                "chat m | {'gen_ai.operation.name':'chat','error.type':''} | observer.error-on-success",
                "chat m | {'gen_ai.operation.name':'chat','http.response.status_code':500} | observer.error-unread",
                "chat m | {'gen_ai.operation.name':'chat','gen_ai.prompt':'a','gen_ai.prompt.0.role':'user'} | observer.key-below-key",
                "chat m | {'gen_ai.operation.name':'chat','task_id':'a'} | observer.evaluation-ids",
                "`` | {'gen_ai.operation.name':'chat'} | schema.name observer.list-kind"
            })
    void finds(String name, String attributes, String codes) {
        assertThat(SpanContract.check(span(name, attributes)))
                .extracting(Finding::code)
                .contains(codes.split(" "));
    }

    @Test
    void advisesATypeForFailures() {
        assertThat(codes(span("chat m", "Error", "{" + GOOD_LLM + "}"), Level.OBSERVER))
                .containsExactly("observer.error-type");
        assertThat(codes(span("chat m", "Error", "{" + GOOD_LLM + ",'error.type':''}"), Level.OBSERVER))
                .containsExactly("observer.error-type");
        assertThat(codes(span("chat m", "Error", "{" + GOOD_LLM + ",'error.type':'bad key: sk-1'}"), Level.OBSERVER))
                .containsExactly("observer.error-type-values");
        assertThat(SpanContract.check(span("chat m", "Error", "{" + GOOD_LLM + ",'error.type':'Timeout'}")))
                .isEmpty();
    }

    @Test
    void advisesEntityTextsOnARootAgent() {
        SpanView agent = span(
                "invoke_agent a",
                "{'gen_ai.operation.name':'invoke_agent','gen_ai.agent.name':'a','gen_ai.system':'x',"
                        + "'gen_ai.input.messages':'[{\\'role\\':\\'user\\',\\'content\\':\\'q\\'}]','gen_ai.output.messages':'[{\\'role\\':\\'assistant\\',\\'content\\':\\'a\\'}]'}");

        assertThat(SpanContract.check(agent)).isEmpty();
        assertThat(codes(agent.at("t", "s", "", 0), Level.OBSERVER))
                .containsExactly("observer.root-input", "observer.root-output");
        assertThat(codes(agent.at("t", "s", "p", 0), Level.OBSERVER)).isEmpty();
    }

    @Test
    void wantsAServiceNameWhenTheResourceIsKnown() {
        SpanView good = span("chat gpt", "{" + GOOD_LLM + "}");
        SpanView nameless = SpanView.builder(good.name())
                .status(good.status())
                .attributes(good.attributes())
                .traceId("t")
                .spanId("s")
                .parentSpanId("p")
                .resource(Map.of())
                .build();

        assertThat(SpanContract.check(nameless)).extracting(Finding::code).containsExactly("schema.service-name");
    }

    @Test
    void saysOnlyThatThereAreNoAttributes() {
        assertThat(SpanContract.check(SpanView.of("chat m", "Ok", null)))
                .extracting(Finding::code)
                .containsExactly("observer.no-attributes");
    }

    @Test
    void escapesWhatWouldSteerALogInTheKeysThatItRepeats() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("gen_ai.operation.name", "chat");
        attributes.put("gen_ai.prompt", "a");
        attributes.put("gen_ai.prompt.\u001b[31m\r\n\u202ex", "b");

        assertThat(SpanContract.check(SpanView.of("chat m", "Ok", attributes)))
                .filteredOn(finding -> finding.code().equals("observer.key-below-key"))
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .contains("gen_ai.prompt.\\u001b[31m\\u000d\\u000a\\u202ex");
    }

    @Test
    void neverRepeatsContent() {
        SpanView span = span(
                "chat m",
                "Error",
                "{'gen_ai.operation.name':'secret','traceloop.span.kind':'secret','error.type':'secret: x',"
                        + "'gen_ai.prompt.0.content':'secret','gen_ai.input.messages':'secret','gen_ai.usage.input_tokens':'secret'}");

        assertThat(SpanContract.check(span))
                .isNotEmpty()
                .noneMatch(finding -> finding.toString().contains("secret"));
    }
}
