package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.Finding;
import io.amp4j.otel.contract.data.Finding.Level;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.SpanDetails;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.ToolDetails;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks what the observer would lose or show wrongly: the kind, and the content of each kind's card. */
final class ObserverChecks {
    private static final Map<String, AmpSpanKind> OPERATIONS = Map.ofEntries(
            Map.entry("chat", AmpSpanKind.LLM),
            Map.entry("completion", AmpSpanKind.LLM),
            Map.entry("text_completion", AmpSpanKind.LLM),
            Map.entry("generate_content", AmpSpanKind.LLM),
            Map.entry("embedding", AmpSpanKind.EMBEDDING),
            Map.entry("embeddings", AmpSpanKind.EMBEDDING),
            Map.entry("execute_tool", AmpSpanKind.TOOL),
            Map.entry("invoke_agent", AmpSpanKind.AGENT),
            Map.entry("create_agent", AmpSpanKind.AGENT),
            Map.entry("retrieval", AmpSpanKind.RETRIEVER),
            Map.entry("invoke_workflow", AmpSpanKind.CHAIN),
            Map.entry("rerank", AmpSpanKind.RERANK),
            Map.entry("reranking", AmpSpanKind.RERANK));

    private final Findings findings = new Findings(Level.OBSERVER);
    private final SpanView span;
    private final SpanPreview preview;
    private final Keys keys;

    private ObserverChecks(SpanView span, SpanPreview preview, Keys keys) {
        this.span = span;
        this.preview = preview;
        this.keys = keys;
    }

    static List<Finding> check(SpanView span, SpanPreview preview, Keys keys) {
        return new ObserverChecks(span, preview, keys).run();
    }

    private List<Finding> run() {
        if (span.attributes() == null) {
            findings.problem(
                    "observer.no-attributes",
                    null,
                    "The span has no attributes, so AMP does not even look at its name.",
                    "Set the attributes of its kind.");
            return findings.list();
        }
        kind();
        boolean ai = SpanChecks.looksLikeAi(keys) || preview.kind() != AmpSpanKind.UNKNOWN;
        if (ai) {
            card();
            ObserverValueChecks.check(span, preview, keys, findings);
        }
        return findings.list();
    }

    private void kind() {
        AmpSpanKind shown = preview.kind();
        String rule = " (" + preview.classification().rule() + ": "
                + preview.classification().because() + ")";
        if (SpanChecks.isPlainDatabase(shown, keys)) {
            findings.advice(
                    "observer.database-as-retriever",
                    null,
                    "An ordinary database span is shown as a retriever" + rule + ".",
                    "Filter such spans out of the export, or leave db.query.* keys off.");
            return;
        }
        spanKindAttribute(shown);
        String operation = keys.text("gen_ai.operation.name");
        AmpSpanKind meant = operation == null ? null : OPERATIONS.get(operation);
        if (shown == AmpSpanKind.UNKNOWN) {
            if (SpanChecks.looksLikeAi(keys)) {
                findings.problem(
                        "observer.kind-unknown",
                        operation == null ? null : "gen_ai.operation.name",
                        "AMP shows the span as unknown: no rule recognises "
                                + (operation == null
                                        ? "its keys or its name."
                                        : "its operation, its other keys or its name."),
                        meant == null
                                ? "Set gen_ai.operation.name to a known operation, or traceloop.span.kind."
                                : "Set traceloop.span.kind to " + spanKindFor(meant) + ".");
            }
        } else if (meant != null && meant != shown && keys.text("traceloop.span.kind") == null) {
            findings.problem(
                    "observer.kind-mismatch",
                    "gen_ai.operation.name",
                    "The operation means " + meant.text() + ", but AMP shows " + shown.text() + rule + ".",
                    "Set traceloop.span.kind to " + spanKindFor(meant) + ", which wins over all other keys.");
        }
        if (shown != AmpSpanKind.UNKNOWN
                && shown != AmpSpanKind.CHAIN
                && shown != AmpSpanKind.CREWAI_TASK
                && shown != preview.listKind()
                && shown != AmpSpanKind.RETRIEVER
                && shown != AmpSpanKind.RERANK) {
            findings.advice(
                    "observer.list-kind",
                    null,
                    "The span list, which knows the name only, shows "
                            + preview.listKind().text() + " in place of " + shown.text() + ".",
                    "Name the span {operation} {model or name}.");
        }
    }

    private void spanKindAttribute(AmpSpanKind shown) {
        String text = keys.text("traceloop.span.kind");
        if (text == null) {
            if (keys.has("traceloop.span.kind")) {
                findings.problem(
                        "observer.span-kind",
                        "traceloop.span.kind",
                        "traceloop.span.kind is not a text, so it is not read.",
                        "Set it as a string.");
            }
            return;
        }
        boolean known = List.of("llm", "embedding", "tool", "retriever", "rerank", "agent", "task", "workflow")
                .contains(text);
        if (!known) {
            findings.problem(
                    "observer.span-kind",
                    "traceloop.span.kind",
                    "traceloop.span.kind is none of llm, embedding, tool, retriever, rerank, agent, task, workflow in lower case;"
                            + " AMP shows " + shown.text() + ".",
                    "Write one of these words exactly.");
        }
    }

    private static String spanKindFor(AmpSpanKind kind) {
        return kind == AmpSpanKind.CHAIN ? "workflow" : kind.text();
    }

    private void card() {
        switch (preview.kind()) {
            case LLM -> {
                evaluated("input", "gen_ai.input.messages", preview.input());
                evaluated("output", "gen_ai.output.messages", preview.output());
                model();
                tools();
            }
            case EMBEDDING -> {
                if (preview.input().isEmpty()) {
                    findings.advice(
                            "observer.embedding-input",
                            "gen_ai.prompt.0.content",
                            "No embedded text is shown; structured messages are not read on embedding spans.",
                            "Set gen_ai.prompt.{i}.content for each text.");
                }
                model();
            }
            case TOOL -> tool();
            case AGENT -> agent();
            case CHAIN -> chain();
            case RETRIEVER -> {
                if (keys.has("db.vector.query.top_k")
                        && GoText.leadingInt(keys.value("db.vector.query.top_k")) == null) {
                    findings.problem(
                            "observer.top-k",
                            "db.vector.query.top_k",
                            "db.vector.query.top_k is not readable as a number.",
                            "Set it as a long.");
                }
            }
            case RERANK, CREWAI_TASK, UNKNOWN -> {}
        }
    }

    private void evaluated(String which, String key, RenderedContent content) {
        if (content.isEmpty()) {
            findings.problem(
                    "observer.llm-" + which,
                    key,
                    "AMP shows no " + which + " and its evaluators skip the span.",
                    "Set " + key + " to a JSON list of messages.");
        }
    }

    private void model() {
        if ("".equals(keys.text("gen_ai.response.model")) && keys.filled("gen_ai.request.model") != null) {
            findings.problem(
                    "observer.model-hidden",
                    "gen_ai.response.model",
                    "The empty gen_ai.response.model hides gen_ai.request.model: no model is shown.",
                    "Leave gen_ai.response.model out until the answer names a model.");
        }
    }

    private void tools() {
        if (keys.startingWith("gen_ai.request.functions.") != null
                && Tools.offered(keys).isEmpty()) {
            findings.problem(
                    "observer.functions-unread",
                    "gen_ai.request.functions.0.name",
                    "gen_ai.request.functions.{i}.* is published but not read: no tools are shown.",
                    "Set gen_ai.input.tools, or llm.request.functions.{i}.*.");
        }
        for (String key : List.of("gen_ai.input.tools", "gen_ai.tool.definitions")) {
            if (keys.has(key) && Tools.offered(keys).isEmpty()) {
                findings.problem(
                        "observer.tools-unreadable",
                        key,
                        key + " yields no tool: it must be a JSON list of objects with a name of their own.",
                        "Write [{\"name\":…,\"description\":…,\"parameters\":…}]; a nested \"function\" object is not read.");
            }
        }
    }

    private void tool() {
        SpanDetails details = preview.details();
        if (details instanceof ToolDetails tool && tool.name() == null) {
            findings.problem(
                    "observer.tool-name",
                    "gen_ai.tool.name",
                    "The tool is shown without a name.",
                    "Set gen_ai.tool.name, and leave an empty traceloop.entity.name out.");
        }
        String input = keys.text(Entities.INPUT);
        if (input != null && !input.equals(preview.input().asText())) {
            findings.advice(
                    "observer.tool-input-unwrapped",
                    Entities.INPUT,
                    "Of the arguments only the value of the top key \"inputs\" is shown.",
                    "Rename that argument or put the arguments one level deeper.");
        }
        if (preview.input().isEmpty() || preview.output().isEmpty()) {
            findings.advice(
                    "observer.tool-content",
                    preview.input().isEmpty() ? Entities.INPUT : Entities.OUTPUT,
                    "The tool is shown without " + (preview.input().isEmpty() ? "arguments." : "a result."),
                    "Set " + Entities.INPUT + " and " + Entities.OUTPUT + ".");
        }
    }

    private void agent() {
        SpanDetails details = preview.details();
        if (!(details instanceof AgentDetails agent)) {
            return;
        }
        String tools = keys.text("gen_ai.agent.tools");
        if (tools != null
                && agent.tools().size() == 1
                && tools.equals(agent.tools().get(0).name())) {
            findings.problem(
                    "observer.agent-tools",
                    "gen_ai.agent.tools",
                    "All of gen_ai.agent.tools is shown as the name of one tool: parameters must be a text there.",
                    "Write the parameters of each tool as a JSON text, or send a list of names.");
        }
        if (keys.startingWith("gen_ai.prompt.") != null && keys.text("gen_ai.input.messages") == null) {
            findings.problem(
                    "observer.agent-indexed",
                    "gen_ai.input.messages",
                    "Indexed prompts are not read on agent spans.",
                    "Set gen_ai.input.messages to a JSON list of messages.");
        }
        if (span.isRoot() && !CrewAi.matches(keys)) {
            rootAgent("input", Entities.INPUT, preview.input());
            rootAgent("output", Entities.OUTPUT, preview.output());
        }
    }

    private void rootAgent(String which, String key, RenderedContent content) {
        if (!content.isEmpty() && keys.text(key) == null) {
            findings.advice(
                    "observer.root-" + which,
                    key,
                    "The " + which
                            + " of the whole trace is not read from the messages of its root; a child's may be shown.",
                    "Set " + key + " to plain text as well.");
        }
    }

    private void chain() {
        String input = keys.text(Entities.INPUT);
        if (input != null && !CrewAi.matches(keys) && !input.equals(shown(preview.input()))) {
            findings.advice(
                    "observer.chain-input-quoted",
                    Entities.INPUT,
                    "Of the input only \"inputs\" is shown, as a JSON text with quotes.",
                    "Send plain text, or an object with the key \"input\".");
        }
    }

    private static @Nullable String shown(RenderedContent content) {
        return content instanceof RenderedContent.Text text ? text.text() : null;
    }
}
