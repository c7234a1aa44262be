package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.internal.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One header as the server offers it; names may repeat. {@link #toString()} does not show the value.
 *
 * @param name the name as received
 * @param value the value as received, often a credential
 */
public record HeaderLine(String name, String value) {
    /** Returns the values by name, both in the received order. */
    static Map<String, List<String>> byName(List<HeaderLine> lines) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        lines.forEach(line ->
                values.computeIfAbsent(line.name, name -> new ArrayList<>()).add(line.value));
        return values;
    }

    @Override
    public String toString() {
        return Printable.text(name, 100);
    }
}
