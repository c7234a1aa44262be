package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A Python that its entry lists twice: one of the two was meant to be another. */
final class DuplicatePython implements Rule {
    @Override
    public String code() {
        return "duplicate-python";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    /** Lists are short; up to here comparing beats hashing. */
    private static final int SHORT = 8;

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        List<String> texts = entry.pythonTexts();
        if (texts.size() < 2 || (texts.size() <= SHORT && allDiffer(texts))) {
            return;
        }
        String field = entry.layer().names().pythonVersions();
        Set<String> seen = new HashSet<>();
        for (Node python : entry.pythonNodes()) {
            String text = RawEntry.textOf(python);
            if (!text.isEmpty() && !seen.add(text)) {
                report.add(this, entry, python, field, field + " lists " + Quoted.of(text) + " twice; delete one");
            }
        }
    }

    private static boolean allDiffer(List<String> texts) {
        for (int i = 1; i < texts.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (texts.get(i).equals(texts.get(j))) {
                    return false;
                }
            }
        }
        return true;
    }
}
