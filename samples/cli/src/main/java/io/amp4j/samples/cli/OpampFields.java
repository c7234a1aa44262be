package io.amp4j.samples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a JSON object in an order, and of the objects within. What is wrong with them is collected, and told at once by
 * {@link #check()}; until then the readers give a value that stands in.
 */
final class OpampFields {
    private final String where;
    private final JsonNode object;
    private final List<String> problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<OpampFields> inner = new ArrayList<>();

    private OpampFields(String where, JsonNode object, List<String> problems) {
        this.where = where;
        this.object = object;
        this.problems = problems;
        if (!object.isObject()) {
            problems.add(where + " must be an object");
        }
    }

    /** Returns the fields of {@code value}, which is named {@code where} in what is told of problems. */
    static OpampFields of(String where, JsonNode value) {
        return new OpampFields(where, value, new ArrayList<>());
    }

    void problem(String problem) {
        problems.add(problem);
    }

    String path(String name) {
        return where + "." + name;
    }

    boolean has(String name) {
        known.add(name);
        return object.hasNonNull(name);
    }

    /** Returns a text; empty if there is none. */
    String text(String name) {
        if (!has(name)) {
            return "";
        }
        JsonNode value = object.get(name);
        if (!value.isTextual()) {
            problem(path(name) + " must be a text");
        }
        return value.asText();
    }

    String requiredText(String name) {
        if (!has(name)) {
            problem(path(name) + " is missing");
        }
        return text(name);
    }

    boolean requiredFlag(String name) {
        if (!has(name) || !object.get(name).isBoolean()) {
            problem(path(name) + " must be true or false");
            return true;
        }
        return object.get(name).asBoolean();
    }

    /** Returns the content given as text in the field {@code name}, or as Base64 in {@code nameBase64}. */
    byte[] content(String name) {
        String base64 = name + "Base64";
        if (has(name) == has(base64)) {
            problem(where + " must have either " + name + " or " + base64);
            return new byte[0];
        }
        if (has(name)) {
            return text(name).getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getDecoder().decode(text(base64));
        } catch (IllegalArgumentException e) {
            problem(path(base64) + " is not Base64");
            return new byte[0];
        }
    }

    /** Returns the values of the object under {@code name} as plain objects; none if there is none. */
    Map<String, Object> values(String name) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : membersOf(name)) {
            Object plain = OpampJson.plain(field.getValue());
            if (plain == null) {
                problem(path(name) + "." + field.getKey() + " must not be null");
            } else {
                values.put(field.getKey(), plain);
            }
        }
        return values;
    }

    /** Returns the objects in the object under {@code name}; none if there is none. */
    Map<String, OpampFields> objects(String name) {
        Map<String, OpampFields> objects = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : membersOf(name)) {
            OpampFields fields = new OpampFields(path(name) + "." + field.getKey(), field.getValue(), problems);
            inner.add(fields);
            objects.put(field.getKey(), fields);
        }
        return objects;
    }

    private Set<Map.Entry<String, JsonNode>> membersOf(String name) {
        if (!has(name)) {
            return Set.of();
        }
        if (!object.get(name).isObject()) {
            problem(path(name) + " must be an object");
        }
        return object.get(name).properties();
    }

    /** @throws IllegalArgumentException if anything is wrong, including unknown fields; the message lists everything */
    void check() {
        tellUnknown();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private void tellUnknown() {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                problem(path(field.getKey()) + " is unknown; known are " + String.join(", ", known));
            }
        }
        inner.forEach(OpampFields::tellUnknown);
    }
}
