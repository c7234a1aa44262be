package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;

/** An override that says what is there already: it will hide the next change of the layer below. */
final class OverrideChangesNothing implements Rule {
    @Override
    public String code() {
        return "override-changes-nothing";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void again(RawEntry below, RawEntry again, Report report) {
        if (below.layer() != again.layer() && below.sameContent(again)) {
            report.add(
                    this,
                    again,
                    again.location(),
                    null,
                    "overrides the entry at " + below.location() + " and changes nothing; delete it");
        }
    }
}
