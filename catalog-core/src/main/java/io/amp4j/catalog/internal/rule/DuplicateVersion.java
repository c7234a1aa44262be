package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.RawEntry;

/** A version that one input lists twice; AMP would silently take the last one. */
final class DuplicateVersion implements Rule {
    @Override
    public String code() {
        return "duplicate-version";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void again(RawEntry below, RawEntry again, Report report) {
        if (below.layer() == again.layer()) {
            SourceLocation other = below.location();
            report.add(
                    this,
                    again,
                    again.location(),
                    again.layer().names().version(),
                    "version is listed twice in this input; AMP would take this entry and drop the one at " + other
                            + "; delete one of them");
        }
    }
}
