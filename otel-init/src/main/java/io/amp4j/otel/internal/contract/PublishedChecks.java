package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.Finding.Level;
import io.amp4j.otel.contract.data.SpanPreview;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The "required" and "recommended" rows of the published attribute table. */
final class PublishedChecks {
    private static final Set<AmpSpanKind> WITH_OPERATION =
            EnumSet.of(AmpSpanKind.LLM, AmpSpanKind.EMBEDDING, AmpSpanKind.TOOL, AmpSpanKind.AGENT);
    private static final Set<String> OPERATIONS =
            Set.of("chat", "text_completion", "embeddings", "execute_tool", "invoke_agent", "create_agent");

    private final Findings findings = new Findings(Level.PUBLISHED_CONTRACT);
    private final AmpSpanKind kind;
    private final Keys keys;

    private PublishedChecks(AmpSpanKind kind, Keys keys) {
        this.kind = kind;
        this.keys = keys;
    }

    static List<Finding> check(SpanPreview preview, Keys keys) {
        return new PublishedChecks(preview.kind(), keys).run();
    }

    private List<Finding> run() {
        if (WITH_OPERATION.contains(kind)) {
            operation();
            if (kind != AmpSpanKind.AGENT) {
                require("published.system", "gen_ai.system", "the vendor chip");
            }
        }
        switch (kind) {
            case LLM -> {
                require(
                        "published.model",
                        "gen_ai.request.model",
                        "the model chip, and evaluators that judge by model");
                messages("published.input", "gen_ai.input.messages", "gen_ai.prompt.");
                messages("published.output", "gen_ai.output.messages", "gen_ai.completion.");
            }
            case EMBEDDING -> require("published.model", "gen_ai.request.model", "the model chip");
            case TOOL -> require("published.tool-name", "gen_ai.tool.name", "the tool's name");
            case AGENT -> {
                require("published.agent-name", "gen_ai.agent.name", "the agent's name");
                recommendMessages();
            }
            case RETRIEVER -> require("published.db-system", "db.system.name", "the vector database chip");
            case CHAIN, RERANK, CREWAI_TASK, UNKNOWN -> {}
        }
        return findings.list();
    }

    private void operation() {
        String operation = keys.text("gen_ai.operation.name");
        if (operation == null) {
            findings.problem(
                    "published.operation",
                    "gen_ai.operation.name",
                    "gen_ai.operation.name is required and missing.",
                    "Set it to " + expectedOperation() + ".");
        } else if (!OPERATIONS.contains(operation)) {
            findings.problem(
                    "published.operation",
                    "gen_ai.operation.name",
                    "gen_ai.operation.name is none of the published operations.",
                    "Set it to " + expectedOperation() + ".");
        }
    }

    private String expectedOperation() {
        return switch (kind) {
            case EMBEDDING -> "embeddings";
            case TOOL -> "execute_tool";
            case AGENT -> "invoke_agent or create_agent";
            default -> "chat or text_completion";
        };
    }

    private void require(String code, String key, String feeds) {
        if (keys.filled(key) == null) {
            findings.problem(
                    code,
                    key,
                    key + " is required on " + kind.text() + " spans and "
                            + (keys.has(key) ? "not a text." : "missing."),
                    "Set it: it feeds " + feeds + ".");
        }
    }

    private void messages(String code, String key, String prefix) {
        if (keys.filled(key) == null && keys.startingWith(prefix) == null) {
            findings.problem(
                    code,
                    key,
                    "Neither " + key + " nor " + prefix
                            + "{i}.role and .content is set; LLM evaluators fail without one form.",
                    "Set " + key + " to a JSON list of messages.");
        }
    }

    private void recommendMessages() {
        for (String key : List.of("gen_ai.input.messages", "gen_ai.output.messages")) {
            if (keys.filled(key) == null) {
                findings.advice(
                        "published.agent-messages",
                        key,
                        key + " is recommended on agent spans; evaluators of agents need it.",
                        "Set it to a JSON list of messages.");
            }
        }
    }
}
