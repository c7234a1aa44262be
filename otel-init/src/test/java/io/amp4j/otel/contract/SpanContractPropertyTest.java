package io.amp4j.otel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.TracePreview;
import io.amp4j.otel.internal.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every span there can be. */
class SpanContractPropertyTest {
    private static final List<String> KEYS = List.of(
            "traceloop.span.kind",
            "gen_ai.operation.name",
            "gen_ai.embedding.dimension",
            "llm.request.type",
            "gen_ai.prompt.0.role",
            "gen_ai.prompt.0.content",
            "gen_ai.prompt.00.content",
            "gen_ai.prompt.-1.role",
            "gen_ai.prompt.1.tool_calls.0.name",
            "gen_ai.prompt.999999999999.role",
            "gen_ai.prompt.",
            "gen_ai.prompt",
            "gen_ai.completion.0.role",
            "gen_ai.response.finish_reasons",
            "gen_ai.tool.name",
            "tool_name",
            "llm.tool_calls",
            "gen_ai.agent.name",
            "gen_ai.agent.tools",
            "db.query.text",
            "db.system.name",
            "db.operation",
            "db.vector.query.top_k",
            "rerank.model",
            "gen_ai.request.model",
            "gen_ai.response.model",
            "workflow.name",
            "gen_ai.input.messages",
            "gen_ai.output.messages",
            "gen_ai.system_instructions",
            "gen_ai.input.tools",
            "gen_ai.tool.definitions",
            "llm.request.functions.0.name",
            "traceloop.entity.input",
            "traceloop.entity.output",
            "traceloop.entity.name",
            "error.type",
            "gen_ai.tool.status",
            "http.status_code",
            "http.response.status_code",
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.cache_read_input_tokens",
            "gen_ai.request.temperature",
            "gen_ai.system",
            "crewai.crew.token_usage",
            "crewai.task",
            "crewai.agent.role",
            "task_id",
            "task.id",
            "");
    private static final List<Object> VALUES = Arrays.asList(
            "",
            "task",
            "workflow",
            "llm",
            "LLM",
            "chat",
            "invoke_agent",
            "execute_tool",
            "embeddings",
            "crewai",
            "pinecone",
            "search",
            "error",
            "system",
            "12",
            " -7 x",
            "1e999",
            5L,
            -3.7,
            1e300,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Long.MIN_VALUE,
            true,
            null,
            List.of(),
            List.of("a", 1L),
            Map.of("a", Map.of()),
            "[{\"role\":\"user\",\"content\":\"x\"}]",
            "{\"inputs\":\"x\",\"metadata\":[1e30]}",
            "{\"outputs\":{\"messages\":[{\"kwargs\":{\"content\":{\"b\":1}}}]}}",
            "[[[",
            "null",
            "[null]",
            "\"[1]\"",
            "\uD800",
            "[{\"name\":\"f\",\"parameters\":{}}]",
            "[{\"parts\":[{\"type\":\"tool_call\",\"name\":\"f\",\"arguments\":[1]}]}]",
            "total_tokens=5 prompt_tokens=x");
    private static final List<String> NAMES =
            List.of("", "chat", "chat m", "x.task", "a.b.agent", ".", "execute_tool t", "\uD800", "invoke_agent a");

    @Test
    void isTotalDeterministicAndIndependentOfTheOrderOfAttributes() {
        Random random = new Random(20261120);
        for (int i = 0; i < 20_000; i++) {
            Map<String, Object> attributes = attributes(random);
            String name = NAMES.get(random.nextInt(NAMES.size()));
            SpanView span = SpanView.of(name, "Error", attributes);
            SpanView shuffled = SpanView.of(name, "Error", shuffled(attributes, random));

            String json = SpanContract.preview(span).toJson();
            assertThat(SpanContract.preview(span).toJson()).isEqualTo(json);
            assertThat(SpanContract.preview(shuffled).toJson()).isEqualTo(json);
            assertThat(SpanContract.check(shuffled)).isEqualTo(SpanContract.check(span));
            assertThat(SpanContract.classify(shuffled)).isEqualTo(SpanContract.classify(span));
            assertThat(Json.object(json)).containsKeys("kind", "rule", "input", "output", "data", "error", "errorType");
        }
    }

    @Test
    void previewsAnyTraceWhateverTheOrderOfItsSpans() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            List<SpanView> spans = new ArrayList<>();
            for (int n = random.nextInt(8); n >= 0; n--) {
                String parent = random.nextInt(4) == 0 ? "" : "s" + random.nextInt(8);
                spans.add(SpanView.of(NAMES.get(random.nextInt(NAMES.size())), "Unset", attributes(random))
                        .at("t", "s" + n, parent, random.nextInt(100)));
            }
            TracePreview preview = SpanContract.preview(spans);
            Collections.shuffle(spans, random);
            assertThat(SpanContract.preview(spans)).isEqualTo(preview);
        }
    }

    private static Map<String, Object> attributes(Random random) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int n = random.nextInt(8); n > 0; n--) {
            attributes.put(KEYS.get(random.nextInt(KEYS.size())), VALUES.get(random.nextInt(VALUES.size())));
        }
        return attributes;
    }

    private static Map<String, Object> shuffled(Map<String, Object> map, Random random) {
        List<String> keys = new ArrayList<>(map.keySet());
        Collections.shuffle(keys, random);
        Map<String, Object> shuffled = new LinkedHashMap<>();
        keys.forEach(key -> shuffled.put(key, map.get(key)));
        return shuffled;
    }
}
