package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import java.util.List;

/** A value of white space only, which AMP takes for a value. */
final class BlankValue implements Rule {
    @Override
    public String code() {
        return "blank-value";
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
            boolean python = field.equals(entry.layer().names().pythonVersions());
            boolean blank = Fields.isText(value)
                    ? Fields.isBlank(text)
                    : python && text.isEmpty() && value.description().equals("text");
            if (blank) {
                report.add(
                        this,
                        entry,
                        value,
                        field,
                        field + (python ? " holds a blank value" : " is blank") + "; fill it in or delete it");
            }
        });
    }
}
