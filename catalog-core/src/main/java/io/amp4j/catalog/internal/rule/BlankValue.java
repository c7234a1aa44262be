package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.FieldNames;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Invisible;
import java.util.List;

/** A value of white space, or of nothing else that can be seen, which AMP takes for a value. */
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
                    ? Invisible.isAll(text)
                    : python && text.isEmpty() && value.description().equals("text");
            if (blank) {
                report.add(
                        this,
                        entry,
                        value,
                        field,
                        field + (python ? " holds a blank value" : " is blank") + "; fill it in"
                                + (canGo(entry, field) ? " or delete it" : ""));
            }
        });
    }

    /** Returns whether the entry is whole without the value. */
    private static boolean canGo(RawEntry entry, String field) {
        FieldNames names = entry.layer().names();
        return field.equals(names.traceloopSdk())
                || (field.equals(names.pythonVersions()) && entry.pythonNodes().size() > 1);
    }
}
