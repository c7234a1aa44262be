package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Invisible;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** White space around a value, or what else cannot be seen: AMP compares versions exactly, so the padded one is never found. */
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
            if (Fields.isText(value) && Invisible.isAround(text) && !Invisible.isAll(text)) {
                report.add(
                        this,
                        entry,
                        value,
                        field,
                        field + " " + Quoted.of(text) + " has " + around(text) + " around it; "
                                + Repairs.write(entry, field, text, platformPythons, "delete what is around it"));
            }
        });
    }

    private static String around(String text) {
        boolean space = text.strip().length() < text.length();
        return space && !Invisible.isAround(text.strip()) ? "white space" : "invisible characters";
    }
}
