package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** White space around a value: AMP compares versions exactly, so the padded one is never found. */
final class PaddedValue implements Rule {
    @Override
    public String code() {
        return "padded-value";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        if (entry.isPlain()) {
            return;
        }
        Fields.forEachText(entry, (field, value) -> {
            String text = RawEntry.textOf(value);
            if (Fields.isText(value) && Fields.isPadded(text) && !Fields.isBlank(text)) {
                report.add(
                        this,
                        entry,
                        value,
                        field,
                        field + " " + Quoted.of(text) + " has white space around it; write " + Quoted.of(text.strip()));
            }
        });
    }
}
