package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.CatalogLayer;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;

/** A version that several extensions bring: the order of the files decides, which is easily overlooked. */
final class VersionInSeveralExtensions implements Rule {
    @Override
    public String code() {
        return "version-in-several-extensions";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void again(RawEntry below, RawEntry again, Report report) {
        if (below.layer() != again.layer()
                && below.layer().layer().kind() == CatalogLayer.Kind.EXTENSION
                && !below.sameContent(again)) {
            report.add(
                    this,
                    again,
                    again.location(),
                    again.layer().names().version(),
                    "this entry wins over the one of an earlier extension at " + below.location()
                            + "; delete one of them if that is not meant");
        }
    }
}
