package io.amp4j.otel.contract.data;

import io.amp4j.otel.internal.json.Json;
import io.amp4j.otel.internal.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A report about one span: what AMP shows and what is wrong.
 *
 * @since 0.1.0
 */
public final class SpanReport {
    private final SpanView span;
    private final SpanPreview preview;
    private final List<Finding> findings;

    private SpanReport(SpanView span, SpanPreview preview, List<Finding> findings) {
        this.findings = List.copyOf(findings);
        this.span = span;
        this.preview = preview;
    }

    /**
     * Returns a value with these components.
     *
     * @param span the span
     * @param preview what the Console shows
     * @param findings what is wrong
     */
    public static SpanReport of(SpanView span, SpanPreview preview, List<Finding> findings) {
        return new SpanReport(span, preview, findings);
    }

    /** Returns the span. */
    public SpanView span() {
        return span;
    }

    /** Returns what the Console shows. */
    public SpanPreview preview() {
        return preview;
    }

    /** Returns what is wrong. */
    public List<Finding> findings() {
        return findings;
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
        return Printable.json(Json.write(map));
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpanReport that
                && span.equals(that.span)
                && preview.equals(that.preview)
                && findings.equals(that.findings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(span, preview, findings);
    }

    @Override
    public String toString() {
        return "SpanReport[span=" + span + ", preview=" + preview + ", findings=" + findings + "]";
    }
}
