package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import java.util.List;

/** A number where text is meant that happens to survive: the next one, {@code 3.20}, would not. */
final class NumberForText implements Rule {
    @Override
    public String code() {
        return "number-for-text";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        if (entry.isPlain()) {
            return;
        }
        Fields.forEachText(entry, (field, value) -> {
            String text = RawEntry.textOf(value);
            boolean python = field.equals(entry.layer().names().pythonVersions());
            boolean version = field.equals(entry.layer().names().version());
            if (Fields.isNumber(value)
                    && !version
                    && Fields.survivesAsNumber(text)
                    && !(python && Fields.lostItsZero(text, platformPythons))) {
                report.add(
                        this,
                        entry,
                        value,
                        field,
                        field + (python ? " holds " : " ") + text + " without quotes; "
                                + Repairs.quote(entry, field, text, platformPythons)
                                + ", because YAML takes it for a number and drops the zero of one like 3.10");
            }
        });
    }
}
