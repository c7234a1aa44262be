package io.amp4j.otel;

import io.amp4j.otel.internal.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that can be said about one span: what AMP shows and what is wrong.
 *
 * @param span the span
 * @param preview what the Console shows
 * @param findings what is wrong
 */
public record SpanReport(SpanView span, SpanPreview preview, List<Finding> findings) {
    /** Copies the findings. */
    public SpanReport {
        findings = List.copyOf(findings);
    }

    /** Returns true if a finding is more than advice. */
    public boolean hasProblems() {
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.PROBLEM);
    }

    /**
     * Returns one line of JSON with {@code kind}, {@code rule}, {@code input}, {@code output}, {@code data}, {@code error},
     * {@code errorType} as the observer gives them, and {@code findings}.
     */
    public String toJson() {
        Map<String, @Nullable Object> map = preview.toMap();
        map.put("findings", findings.stream().map(SpanReport::toMap).toList());
        return Json.write(map);
    }

    private static Map<String, @Nullable Object> toMap(Finding finding) {
        return Json.members(
                "level",
                finding.level().name(),
                "severity",
                finding.severity().name(),
                "code",
                finding.code(),
                "key",
                finding.key(),
                "message",
                finding.message(),
                "fix",
                finding.fix());
    }
}
