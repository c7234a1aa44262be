package io.amp4j.samples.springai;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.embedding.observation.EmbeddingModelObservationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts messages and embedded texts into spans, where AMP reads them. Spring AI itself only logs them. What leaves the process is
 * still up to {@code AMP_TRACE_CONTENT}.
 */
final class ContentInSpans implements ObservationFilter {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public Observation.Context map(Observation.Context context) {
        if (context instanceof ChatModelObservationContext model) {
            add(context, "gen_ai.input.messages", messages(model.getRequest().getInstructions()));
            ChatResponse response = model.getResponse();
            if (response != null) {
                add(context, "gen_ai.output.messages", messages(outputs(response)));
            }
        } else if (context instanceof EmbeddingModelObservationContext embedding) {
            List<String> texts = embedding.getRequest().getInstructions();
            for (int i = 0; i < texts.size(); i++) {
                add(context, "gen_ai.prompt." + i + ".content", texts.get(i));
            }
        } else if (context instanceof ChatClientObservationContext client) {
            add(
                    context,
                    "traceloop.entity.input",
                    client.getRequest().prompt().getUserMessage().getText());
            if (client.getResponse() != null && client.getResponse().chatResponse() != null) {
                outputs(client.getResponse().chatResponse())
                        .forEach(output -> add(context, "traceloop.entity.output", output.getText()));
            }
        }
        return context;
    }

    private static void add(Observation.Context context, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            context.addHighCardinalityKeyValue(KeyValue.of(key, value));
        }
    }

    private static List<AssistantMessage> outputs(ChatResponse response) {
        return response.getResults().stream().map(Generation::getOutput).toList();
    }

    private static String messages(List<? extends Message> messages) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Message message : messages) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("role", message.getMessageType().getValue());
            entry.put("parts", parts(message));
            list.add(entry);
        }
        return JSON.writeValueAsString(list);
    }

    private static List<Map<String, Object>> parts(Message message) {
        List<Map<String, Object>> parts = new ArrayList<>();
        String text = message.getText();
        if (text != null && !text.isEmpty()) {
            parts.add(part("text", "content", text));
        }
        if (message instanceof AssistantMessage assistant) {
            assistant
                    .getToolCalls()
                    .forEach(call -> parts.add(
                            part("tool_call", "id", call.id(), "name", call.name(), "arguments", call.arguments())));
        } else if (message instanceof ToolResponseMessage responses) {
            responses
                    .getResponses()
                    .forEach(response -> parts.add(
                            part("tool_call_response", "id", response.id(), "response", response.responseData())));
        }
        return parts;
    }

    private static Map<String, Object> part(String type, String... fields) {
        Map<String, Object> part = new LinkedHashMap<>(Map.of("type", type));
        for (int i = 0; i < fields.length; i += 2) {
            part.put(fields[i], fields[i + 1]);
        }
        return part;
    }
}
