package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.RawLayer;
import io.amp4j.catalog.internal.layer.RawLayer.Stray;
import io.amp4j.catalog.internal.layer.RawLayer.StrayKind;

/** An input that adds nothing to the catalog, though somebody passed it for that. */
final class NoCatalogSection implements Rule {
    @Override
    public String code() {
        return "no-catalog-section";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void layer(RawLayer layer, Report report) {
        for (Stray stray : layer.strays()) {
            if (stray.kind() == StrayKind.NOTHING) {
                SourceLocation at = new SourceLocation(layer.document().name(), stray.line(), stray.column());
                report.add(this, layer, at, stray.field(), stray.message());
            }
        }
    }
}
