package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.FieldNames;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.MappingNode;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.ScalarNode;
import io.amp4j.catalog.internal.node.SequenceNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A required field that is absent or empty; the words are AMP's. */
final class MissingField implements Rule {
    @Override
    public String code() {
        return "missing-field";
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
        FieldNames names = entry.layer().names();
        if (isMissing(entry.version())) {
            missing(entry, mapping, names.version(), "; add it, for example \"0.4.0\"", report);
        }
        if (names.imageRepository() != null && isMissing(entry.imageRepository())) {
            missing(
                    entry,
                    mapping,
                    names.imageRepository(),
                    "; add it, for example \"" + FieldNames.PUBLIC_REPOSITORY + "\"",
                    report);
        }
        Node pythons = entry.pythonVersions();
        if (isMissing(pythons)
                || (pythons instanceof SequenceNode list && list.items().isEmpty())) {
            missing(
                    entry,
                    mapping,
                    names.pythonVersions(),
                    "; list at least one, for example [\"3.11\", \"3.12\"]",
                    report);
        }
    }

    private static boolean isMissing(@Nullable Node value) {
        return value == null
                || (value instanceof ScalarNode scalar
                        && scalar.kind() == ScalarNode.Kind.TEXT
                        && scalar.text().isEmpty());
    }

    private void missing(RawEntry entry, MappingNode mapping, String field, String advice, Report report) {
        int key = mapping.indexOf(field);
        report.add(
                this,
                entry,
                key < 0
                        ? entry.layer().document().at(mapping)
                        : entry.layer().document().at(mapping, key),
                field,
                "missing " + field + advice);
    }
}
