package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.RenderedTool;
import io.amp4j.otel.internal.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tools offered to a model or owned by an agent. */
final class Tools {
    private Tools() {}

    /** Returns the tools offered to a model. */
    static List<RenderedTool> offered(Keys keys) {
        String json = keys.filled("gen_ai.input.tools");
        json = json == null ? keys.filled("gen_ai.tool.definitions") : json;
        List<RenderedTool> tools = json == null ? List.of() : definitions(json);
        return tools.isEmpty() ? indexed(keys) : tools;
    }

    private static List<RenderedTool> definitions(String json) {
        List<Map<String, @Nullable Object>> objects = Json.objects(json);
        List<RenderedTool> tools = new ArrayList<>();
        if (objects != null) {
            for (Map<String, @Nullable Object> object : objects) {
                Object parameters = object.get("parameters");
                String text = parameters instanceof String raw
                        ? raw
                        : object.containsKey("parameters") ? Json.canonical(parameters) : "";
                String name = object.get("name") instanceof String raw ? raw : "";
                if (!name.isEmpty()) {
                    tools.add(RenderedTool.of(name, object.get("description") instanceof String raw ? raw : "", text));
                }
            }
        }
        return tools;
    }

    private static List<RenderedTool> indexed(Keys keys) {
        TreeMap<Long, String[]> drafts = new TreeMap<>();
        for (String key : Messages.sortedKeys(keys, "llm.request.functions.")) {
            String[] parts = key.split("\\.", -1);
            Long index = parts.length < 5 ? null : GoText.leadingInt(parts[3]);
            int field = index == null
                    ? -1
                    : List.of("name", "description", "parameters").indexOf(parts[4]);
            String text = keys.text(key);
            if (index != null && field >= 0 && text != null) {
                drafts.computeIfAbsent(index, i -> new String[] {"", "", ""})[field] = text;
            }
        }
        return drafts.tailMap(0L).values().stream()
                .filter(draft -> !draft[0].isEmpty())
                .map(draft -> RenderedTool.of(draft[0], draft[1], draft[2]))
                .toList();
    }

    /**
     * Returns an agent's tools: a list of objects whose fields are all text, else a list of names, else one tool named by the
     * whole text.
     */
    static List<RenderedTool> owned(@Nullable String json) {
        if (json == null || json.isEmpty()) {
            return List.of();
        }
        List<RenderedTool> tools = textOnly(json);
        if (tools != null && !tools.isEmpty()) {
            return tools;
        }
        List<@Nullable Object> names = Json.list(json);
        if (names != null && names.stream().allMatch(name -> name == null || name instanceof String)) {
            return names.stream()
                    .map(name -> RenderedTool.of(name == null ? "" : name.toString(), "", ""))
                    .toList();
        }
        return json.strip().equals("null") ? List.of() : List.of(RenderedTool.of(json, "", ""));
    }

    private static @Nullable List<RenderedTool> textOnly(String json) {
        List<Map<String, @Nullable Object>> objects = Json.objects(json);
        if (objects == null) {
            return null;
        }
        List<RenderedTool> tools = new ArrayList<>();
        for (Map<String, @Nullable Object> object : objects) {
            String[] fields = {"", "", ""};
            for (Map.Entry<String, @Nullable Object> member : object.entrySet()) {
                int field = fieldOf(member.getKey());
                if (field < 0 || member.getValue() == null) {
                    continue;
                }
                if (!(member.getValue() instanceof String text)) {
                    return null;
                }
                fields[field] = text;
            }
            tools.add(RenderedTool.of(fields[0], fields[1], fields[2]));
        }
        return tools;
    }

    /** Field names match in any case there, as Go matches them. */
    private static int fieldOf(String key) {
        return key.equalsIgnoreCase("name")
                ? 0
                : key.equalsIgnoreCase("description") ? 1 : key.equalsIgnoreCase("parameters") ? 2 : -1;
    }
}
