package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.RawLayer;
import io.amp4j.catalog.internal.layer.RawLayer.Stray;
import io.amp4j.catalog.internal.layer.RawLayer.StrayKind;

/** A key above the entries that means nothing there: AMP would ignore it, and with it the whole list. */
final class UnknownTopLevelKey implements Rule {
    @Override
    public String code() {
        return "unknown-top-level-key";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void layer(RawLayer layer, Report report) {
        for (Stray stray : layer.strays()) {
            if (stray.kind() == StrayKind.UNKNOWN_KEY) {
                SourceLocation at = new SourceLocation(layer.document().name(), stray.line(), stray.column());
                report.add(this, layer, at, stray.field(), stray.message());
            }
        }
    }
}
