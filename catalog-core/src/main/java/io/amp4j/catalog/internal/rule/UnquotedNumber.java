package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.FieldNames;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.layer.RawLayer;
import io.amp4j.catalog.internal.node.Quoted;
import io.amp4j.catalog.internal.node.ScalarNode;
import java.util.List;

/** A version that YAML takes for a number and changes on its way through Helm: {@code 3.10} becomes {@code 3.1}. */
final class UnquotedNumber implements Rule {
    @Override
    public String code() {
        return "unquoted-number";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void layer(RawLayer layer, Report report) {
        ScalarNode node = layer.defaultVersion();
        if (node != null && Fields.isNumber(node)) {
            SourceLocation at = layer.document().at(node);
            report.add(
                    this,
                    layer,
                    at,
                    "defaultInstrumentationVersion",
                    "the default instrumentation version " + notAVersion(node.text()));
        }
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        if (entry.isPlain() && !anyLostItsZero(entry.pythonTexts(), platformPythons)) {
            return;
        }
        FieldNames names = entry.layer().names();
        Fields.forEachText(entry, (field, value) -> {
            String text = RawEntry.textOf(value);
            boolean python = field.equals(names.pythonVersions());
            if (python && Fields.lostItsZero(text, platformPythons)) {
                report.add(
                        this,
                        entry,
                        value,
                        field,
                        field + " holds " + Quoted.shortened(text) + ", which is what YAML makes of an unquoted " + text
                                + "0; write \"" + text + "0\" in quotes");
            } else if (field.equals(names.version()) && Fields.isNumber(value)) {
                report.add(this, entry, value, field, field + " " + notAVersion(text));
            } else if (Fields.isNumber(value) && !Fields.survivesAsNumber(text)) {
                report.add(
                        this,
                        entry,
                        value,
                        field,
                        field + (python ? " holds " : " ") + Quoted.shortened(text)
                                + " without quotes, a number that Helm writes differently (3.10 becomes 3.1); "
                                + Repairs.quote(entry, field, text, platformPythons));
            }
        });
    }

    private static boolean anyLostItsZero(List<String> pythons, List<String> platformPythons) {
        for (String python : pythons) {
            if (Fields.lostItsZero(python, platformPythons)) {
                return true;
            }
        }
        return false;
    }

    private static String notAVersion(String text) {
        return Quoted.shortened(text)
                + " is an unquoted number, which YAML may change (0.10 becomes 0.1); write the full"
                + " version in quotes, such as \"0.4.0\"";
    }
}
