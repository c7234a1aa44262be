package io.amp4j.otel;

import io.amp4j.otel.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the AMP Console shows for one span.
 *
 * @param classification the kind once attributes are loaded, and why
 * @param listKind the kind that the span list shows before that, which AMP guesses from the name alone
 * @param input the input
 * @param output the output
 * @param details what the kind's card shows
 * @param error whether the span is shown as failed
 */
public record SpanPreview(
        Classification classification,
        AmpSpanKind listKind,
        RenderedContent input,
        RenderedContent output,
        SpanDetails details,
        SpanError error) {
    /** Returns the kind that the details view shows. */
    public AmpSpanKind kind() {
        return classification.kind();
    }

    /**
     * Returns the preview as plain values in the observer's names: {@code kind}, {@code rule}, {@code input}, {@code output},
     * {@code data}, {@code error}, {@code errorType}; what is not shown is null.
     */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("kind", kind().text());
        map.put("rule", classification.rule().name());
        map.put("input", input.toJson());
        map.put("output", output.toJson());
        map.put("data", details.toJson());
        map.put("error", error.error());
        map.put("errorType", error.type());
        return map;
    }

    /** Returns {@link #toMap} as one line of JSON. */
    public String toJson() {
        return Json.write(toMap());
    }
}
