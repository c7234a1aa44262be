package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.Nearest;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.MappingNode;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** A key of an entry that AMP would silently ignore. */
final class UnknownKey implements Rule {
    @Override
    public String code() {
        return "unknown-key";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        MappingNode mapping = entry.mapping();
        if (mapping == null) {
            return;
        }
        List<String> known = entry.layer().names().known();
        for (int i = 0; i < mapping.size(); i++) {
            String key = mapping.key(i);
            if (!known.contains(key)) {
                String advice =
                        key.equals("source") ? "; AMP sets it itself, so delete it" : advice(key, mapping, known);
                report.add(
                        this,
                        entry,
                        entry.layer().document().at(mapping, i),
                        key,
                        "unknown key " + Quoted.of(key) + advice);
            }
        }
    }

    private static String advice(String key, MappingNode mapping, List<String> known) {
        String nearest = Nearest.of(key, known);
        return nearest != null && mapping.indexOf(nearest) >= 0
                ? "; " + nearest + " is there already, so delete this one"
                : Nearest.suggestion(key, known) + "; known here: " + String.join(", ", known);
    }
}
