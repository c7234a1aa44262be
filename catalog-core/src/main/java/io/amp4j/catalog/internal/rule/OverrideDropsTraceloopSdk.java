package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Quoted;

/** An override that loses the traceloop version: entries are replaced as a whole, not field by field. */
final class OverrideDropsTraceloopSdk implements Rule {
    @Override
    public String code() {
        return "override-drops-traceloop-sdk";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void again(RawEntry below, RawEntry again, Report report) {
        String lost = below.traceloopSdkText();
        if (below.layer() != again.layer()
                && lost != null
                && again.traceloopSdkText() == null
                && again.mapping() != null) {
            String field = again.layer().names().traceloopSdk();
            report.add(
                    this,
                    again,
                    again.location(),
                    field,
                    "overrides the entry at " + below.location() + " and loses its " + field
                            + ", because entries are replaced as a whole; add " + field
                            + (TraceloopSdkGrammar.isVersion(lost) ? ": " + Quoted.of(lost) : ""));
        }
    }
}
