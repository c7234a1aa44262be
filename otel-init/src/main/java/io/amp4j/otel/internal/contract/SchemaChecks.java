package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.Finding.Level;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** AMP's machine-readable schema: types and presence, by kind. */
final class SchemaChecks {
    private final Findings findings = new Findings(Level.AMP_SCHEMA);
    private final AmpSpanKind kind;
    private final SpanView span;
    private final Keys keys;

    private SchemaChecks(AmpSpanKind kind, SpanView span, Keys keys) {
        this.kind = kind;
        this.span = span;
        this.keys = keys;
    }

    static List<Finding> check(SpanView span, SpanPreview preview, Keys keys) {
        return new SchemaChecks(preview.kind(), span, keys).run();
    }

    private List<Finding> run() {
        envelope();
        switch (kind) {
            case LLM -> llm();
            case EMBEDDING -> {
                filled("schema.operation", "gen_ai.operation.name");
                oneOf("schema.model", "gen_ai.request.model", "gen_ai.response.model");
            }
            case TOOL -> {
                oneOf("schema.tool-name", "gen_ai.tool.name", "traceloop.entity.name", "function.name");
                spanKind("tool");
            }
            case RETRIEVER -> {
                oneOf("schema.db-system", "db.system.name", "db.system");
                integer("schema.top-k", "db.vector.query.top_k", 1, false);
            }
            case RERANK -> spanKind("rerank");
            case CREWAI_TASK -> filled("schema.task-description", "crewai.task.description");
            case AGENT, CHAIN, UNKNOWN -> {}
        }
        return findings.list();
    }

    private void envelope() {
        if (span.name().isEmpty()) {
            findings.problem("schema.name", null, "The span has no name.", "Name it {operation} {subject}.");
        }
        if (span.spanId() != null
                && (span.spanId().isEmpty()
                        || span.traceId() == null
                        || span.traceId().isEmpty())) {
            findings.problem(
                    "schema.ids",
                    null,
                    "The span has no trace id or span id.",
                    "Send it through the OpenTelemetry SDK.");
        }
        Map<String, @Nullable Object> resource = span.resource();
        if (resource != null && !(resource.get("service.name") instanceof String name && !name.isEmpty())) {
            findings.problem(
                    "schema.service-name",
                    "service.name",
                    "The resource has no service.name.",
                    "Set OTEL_SERVICE_NAME or the service name of the setup.");
        }
    }

    private void llm() {
        filled("schema.operation", "gen_ai.operation.name");
        filled("schema.model", "gen_ai.request.model");
        oneOf("schema.provider", "gen_ai.system", "gen_ai.provider.name");
        integer("schema.input-tokens", "gen_ai.usage.input_tokens", 0, true);
        integer("schema.output-tokens", "gen_ai.usage.output_tokens", 0, true);
        integer("schema.cache-tokens", "gen_ai.usage.cache_read_input_tokens", 0, false);
        if (keys.has("gen_ai.request.temperature") && !(keys.value("gen_ai.request.temperature") instanceof Number)) {
            findings.problem(
                    "schema.temperature",
                    "gen_ai.request.temperature",
                    "gen_ai.request.temperature is not a number.",
                    "Set it as a double.");
        }
    }

    private void filled(String code, String key) {
        if (keys.filled(key) == null) {
            findings.problem(
                    code,
                    key,
                    key + " must be a text of at least one character.",
                    "Set it on every " + kind.text() + " span.");
        }
    }

    private void oneOf(String code, String... choices) {
        for (String key : choices) {
            if (keys.text(key) != null) {
                return;
            }
        }
        findings.problem(
                code, choices[0], "One of " + String.join(", ", choices) + " must be set.", "Set " + choices[0] + ".");
    }

    private void integer(String code, String key, long least, boolean required) {
        boolean present = keys.has(key);
        if (!present && !required) {
            return;
        }
        Object value = keys.value(key);
        boolean whole = value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && number.doubleValue() >= least;
        if (!whole) {
            findings.problem(
                    code,
                    key,
                    key + (present ? " is not" : " is missing; the schema wants") + " an integer of at least " + least
                            + ".",
                    required && !present ? "Set it once the count is known." : "Set it as a long.");
        }
    }

    private void spanKind(String expected) {
        if (keys.has("traceloop.span.kind") && !keys.is("traceloop.span.kind", expected)) {
            findings.problem(
                    "schema.span-kind",
                    "traceloop.span.kind",
                    "traceloop.span.kind on a " + kind.text() + " span must be " + expected + " when it is set.",
                    "Set it to " + expected + " or leave it out.");
        }
    }
}
