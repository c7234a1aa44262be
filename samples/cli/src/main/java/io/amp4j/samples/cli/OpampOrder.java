package io.amp4j.samples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One line of input: an object with one field, whose name says what to do.
 *
 * @param name what to do
 * @param value with what
 */
record OpampOrder(String name, JsonNode value) {

    /** @throws IllegalArgumentException if the line is anything else; the message quotes none of its values */
    static OpampOrder parse(byte[] line) {
        JsonNode node = OpampJson.parse(line);
        if (!node.isObject() || node.size() != 1) {
            throw new IllegalArgumentException("an order is a JSON object with one field, such as {\"close\":true}");
        }
        Map.Entry<String, JsonNode> only = node.properties().iterator().next();
        return new OpampOrder(only.getKey(), only.getValue());
    }

    /**
     * Has the order carried out by the one of {@code known} that has its name.
     *
     * @throws IllegalArgumentException if there is none, or it cannot be carried out
     */
    void give(Map<String, Consumer<JsonNode>> known) {
        Consumer<JsonNode> work = known.get(name);
        if (work == null) {
            Set<String> names = known.keySet();
            throw new IllegalArgumentException(
                    "there is no order '" + name + "'; known are " + String.join(", ", names));
        }
        work.accept(value);
    }
}
