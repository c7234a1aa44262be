package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.AgentDetails;
import io.amp4j.otel.contract.data.Classification;
import io.amp4j.otel.contract.data.CrewAiTaskDetails;
import io.amp4j.otel.contract.data.EmbeddingDetails;
import io.amp4j.otel.contract.data.LlmDetails;
import io.amp4j.otel.contract.data.RenderedContent;
import io.amp4j.otel.contract.data.RenderedMessage;
import io.amp4j.otel.contract.data.RetrieverDetails;
import io.amp4j.otel.contract.data.SpanDetails;
import io.amp4j.otel.contract.data.SpanPreview;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.contract.data.ToolDetails;
import io.amp4j.otel.internal.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Computes what is shown for one span: input, output and data, by kind. */
public final class PreviewRules {
    private static final RenderedContent NOTHING = new RenderedContent.None();
    private static final SpanDetails NO_DETAILS = new SpanDetails.None();

    private PreviewRules() {}

    private record Card(RenderedContent input, RenderedContent output, SpanDetails details) {}

    /** Returns what the Console shows for the span. */
    public static SpanPreview preview(SpanView span) {
        Classification classification = KindRules.classify(span);
        Keys keys = Keys.of(span);
        Card card = switch (classification.kind()) {
            case LLM -> llm(keys);
            case EMBEDDING -> embedding(keys);
            case TOOL -> tool(keys);
            case RETRIEVER -> retriever(keys);
            case AGENT -> CrewAi.matches(keys) ? crewAiAgent(keys) : agent(keys);
            case CHAIN -> chain(keys);
            case CREWAI_TASK -> crewAiTask(keys);
            case RERANK, UNKNOWN -> new Card(NOTHING, NOTHING, NO_DETAILS);
        };
        return SpanPreview.builder(classification)
                .listKind(KindRules.classifyByName(span.name()))
                .input(card.input())
                .output(card.output())
                .details(card.details())
                .error(StatusRules.error(span))
                .build();
    }

    private static Card llm(Keys keys) {
        return new Card(
                messages(Messages.input(keys)),
                messages(Messages.output(keys)),
                LlmDetails.builder()
                        .tools(Tools.offered(keys))
                        .model(model(keys))
                        .vendor(vendor(keys))
                        .temperature(GoText.leadingFloat(keys.value("gen_ai.request.temperature")))
                        .tokens(Usage.of(keys))
                        .build());
    }

    private static Card embedding(Keys keys) {
        return new Card(documents(keys), NOTHING, EmbeddingDetails.of(model(keys), vendor(keys), Usage.of(keys)));
    }

    private static RenderedContent documents(Keys keys) {
        TreeMap<Long, String> documents = new TreeMap<>();
        for (String key : Messages.sortedKeys(keys, "gen_ai.prompt.")) {
            String[] parts = key.split("\\.", -1);
            Long index = parts.length == 4 && parts[3].equals("content") ? GoText.leadingInt(parts[2]) : null;
            String text = index == null ? "" : GoText.print(keys.value(key));
            if (index != null && !text.isEmpty()) {
                documents.put(index, text);
            }
        }
        return documents.isEmpty() || documents.lastKey() < 0
                ? NOTHING
                : new RenderedContent.Documents(
                        List.copyOf(documents.tailMap(0L).values()));
    }

    private static Card tool(Keys keys) {
        String nameKey =
                keys.firstText("traceloop.entity.name", "tool.name", "tool_name", "function.name", "gen_ai.tool.name");
        return new Card(
                new RenderedContent.Text(toolInput(keys)),
                new RenderedContent.Text(toolOutput(keys)),
                ToolDetails.of(nameKey == null ? null : keys.filled(nameKey)));
    }

    private static String toolInput(Keys keys) {
        String entity = keys.filled(Entities.INPUT);
        if (entity != null) {
            Map<String, @Nullable Object> object = Json.object(entity);
            return object != null && object.containsKey("inputs") ? Json.canonical(object.get("inputs")) : entity;
        }
        String key = keys.firstText(
                "tool.input",
                "tool.arguments",
                "function.arguments",
                "gen_ai.tool.arguments",
                "gen_ai.tool.call.arguments",
                "gen_ai.input.messages");
        String text = key == null ? null : keys.text(key);
        return text == null ? "" : text;
    }

    private static String toolOutput(Keys keys) {
        String key = keys.firstText(
                Entities.OUTPUT,
                "tool.output",
                "tool.result",
                "function.result",
                "gen_ai.tool.output",
                "gen_ai.tool.call.result",
                "gen_ai.output.messages");
        String text = key == null ? null : keys.text(key);
        return text == null ? "" : text;
    }

    private static Card retriever(Keys keys) {
        String system = keys.filled("db.system.name");
        Long topK = GoText.leadingInt(keys.value("db.vector.query.top_k"));
        return new Card(
                NOTHING,
                NOTHING,
                RetrieverDetails.of(
                        system == null ? keys.filled("db.system") : system,
                        keys.filled("db.collection.name"),
                        topK == null ? 0 : topK));
    }

    private static Card agent(Keys keys) {
        return new Card(
                agentContent(keys, "gen_ai.input.messages", Messages.input(keys), Entities.INPUT),
                agentContent(keys, "gen_ai.output.messages", Messages.output(keys), Entities.OUTPUT),
                AgentDetails.builder()
                        .name(keys.filled("gen_ai.agent.name"))
                        .tools(Tools.owned(keys.text("gen_ai.agent.tools")))
                        .model(keys.filled("gen_ai.request.model"))
                        .framework(vendor(keys))
                        .systemPrompt(blankToNull(Messages.systemText(keys)))
                        .tokens(Usage.of(keys))
                        .conversationId(keys.filled("gen_ai.conversation.id"))
                        .build());
    }

    private static RenderedContent agentContent(
            Keys keys, String messagesKey, @Nullable List<RenderedMessage> messages, String entityKey) {
        return keys.text(messagesKey) != null && messages != null && !messages.isEmpty()
                ? new RenderedContent.Messages(messages)
                : Entities.content(keys.text(entityKey));
    }

    private static Card crewAiAgent(Keys keys) {
        return new Card(
                Entities.content(keys.text(CrewAi.INPUT)),
                Entities.content(keys.text(CrewAi.OUTPUT)),
                CrewAi.agentDetails(keys));
    }

    private static Card chain(Keys keys) {
        return CrewAi.matches(keys)
                ? new Card(
                        Entities.content(keys.text(CrewAi.INPUT)),
                        Entities.content(keys.text(CrewAi.OUTPUT)),
                        NO_DETAILS)
                : new Card(Entities.content(Entities.input(keys)), Entities.content(Entities.output(keys)), NO_DETAILS);
    }

    private static Card crewAiTask(Keys keys) {
        return new Card(
                NOTHING,
                Entities.content(keys.text(Entities.OUTPUT)),
                CrewAiTaskDetails.of(
                        keys.filled("crewai.task.name"),
                        keys.filled("crewai.task.description"),
                        Tools.owned(keys.text("crewai.task.tools"))));
    }

    /** The answer's model has precedence even if it is empty, which then hides the requested one. */
    private static @Nullable String model(Keys keys) {
        String model = keys.text("gen_ai.response.model");
        return blankToNull(model == null ? keys.text("gen_ai.request.model") : model);
    }

    static @Nullable String vendor(Keys keys) {
        String system = keys.filled("gen_ai.system");
        return system == null ? keys.filled("gen_ai.provider.name") : system;
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static RenderedContent messages(@Nullable List<RenderedMessage> messages) {
        return messages == null ? NOTHING : new RenderedContent.Messages(messages);
    }
}
