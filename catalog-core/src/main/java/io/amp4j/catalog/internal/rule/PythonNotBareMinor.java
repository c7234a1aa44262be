package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.PythonMinor;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.HelmTemplate;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
        Set<String> proposed = Set.of();
        for (Node python : entry.pythonNodes()) {
            String text = RawEntry.textOf(python);
            // A number that loses its zero is the business of another rule.
            boolean judged = Fields.isCleanText(python) || (Fields.isNumber(python) && Fields.survivesAsNumber(text));
            if (judged && !PythonMinor.isBare(text)) {
                proposed = proposed.isEmpty() ? new HashSet<>(entry.pythonTexts()) : proposed;
                String field = entry.layer().names().pythonVersions();
                String advice = advice(text, platformPythons, proposed);
                report.add(this, entry, python, field, field + " holds " + Quoted.of(text) + advice);
            }
        }
    }

    /** A minor that is proposed counts as listed from then on: the list must not hold it twice. */
    private static String advice(String text, List<String> platformPythons, Set<String> listed) {
        String minor = Repairs.python(text, platformPythons);
        if (minor != null) {
            return ", which is more than a minor; "
                    + (listed.add(minor)
                            ? "write " + Quoted.of(minor) + ", because the image fits every patch of it"
                            : "delete it, because " + minor + " stands for every patch of it");
        }
        if (HelmTemplate.isIn(text)) {
            return ", a Helm template; " + HelmTemplate.ADVICE;
        }
        if (text.indexOf('>') >= 0 || text.indexOf('<') >= 0 || text.indexOf('~') >= 0 || text.indexOf('*') >= 0) {
            return ", a range; list each minor by itself, such as \"3.10\", \"3.11\"";
        }
        return ", which is not a bare minor; write major.minor, such as \"3.11\"";
    }
}
