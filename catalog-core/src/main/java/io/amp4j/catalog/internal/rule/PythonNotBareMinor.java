package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.PythonMinor;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** A Python that is no bare minor: no request would ever match it. */
final class PythonNotBareMinor implements Rule {
    @Override
    public String code() {
        return "python-not-bare-minor";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        for (Node python : entry.pythonNodes()) {
            String text = RawEntry.textOf(python);
            // A number that loses its zero is the business of another rule.
            boolean judged = Fields.isCleanText(python) || (Fields.isNumber(python) && Fields.survivesAsNumber(text));
            if (judged && !PythonMinor.isBare(text)) {
                String field = entry.layer().names().pythonVersions();
                report.add(this, entry, python, field, field + " holds " + Quoted.of(text) + advice(text));
            }
        }
    }

    private static String advice(String text) {
        String minor = PythonMinor.normalize(text);
        if (PythonMinor.isBare(minor)) {
            return ", which is more than a minor; write " + Quoted.of(minor)
                    + ", because the image fits every patch of it";
        }
        if (text.indexOf('>') >= 0 || text.indexOf('<') >= 0 || text.indexOf('~') >= 0 || text.indexOf('*') >= 0) {
            return ", a range; list each minor by itself, such as \"3.10\", \"3.11\"";
        }
        return ", which is not a bare minor; write major.minor, such as \"3.11\"";
    }
}
