package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.FieldNames;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.layer.RawLayer;
import io.amp4j.catalog.internal.layer.RawLayer.Stray;
import io.amp4j.catalog.internal.layer.RawLayer.StrayKind;
import io.amp4j.catalog.internal.node.Node;
import io.amp4j.catalog.internal.node.ScalarNode;
import io.amp4j.catalog.internal.node.SequenceNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value of another type than its field. */
final class WrongType implements Rule {
    @Override
    public String code() {
        return "wrong-type";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void layer(RawLayer layer, Report report) {
        for (Stray stray : layer.strays()) {
            if (stray.kind() == StrayKind.WRONG_TYPE) {
                SourceLocation at = new SourceLocation(layer.document().name(), stray.line(), stray.column());
                report.addParsing(this, layer, null, at, stray.field(), stray.message());
            }
        }
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        FieldNames names = entry.layer().names();
        if (entry.mapping() == null) {
            boolean empty = entry.node() instanceof ScalarNode scalar && scalar.kind() == ScalarNode.Kind.NULL;
            String text = empty
                    ? "an entry must be a mapping, and this one is empty; delete the dash or fill in the fields"
                    : "an entry must be a mapping with the fields " + String.join(", ", names.known()) + ", not "
                            + entry.node().description();
            wrong(entry, entry.node(), null, text, report);
            return;
        }
        Node pythons = entry.pythonVersions();
        if (pythons != null && !(pythons instanceof SequenceNode)) {
            wrong(
                    entry,
                    pythons,
                    names.pythonVersions(),
                    names.pythonVersions() + " must be a list of texts, not " + pythons.description()
                            + "; write [\"3.10\", \"3.11\"]",
                    report);
        }
        if (entry.isPlain()) {
            return;
        }
        Fields.forEachText(entry, (field, value) -> {
            if (!isTextOrNumber(value)) {
                wrong(
                        entry,
                        value,
                        field,
                        field + " must be text, not " + value.description() + "; write one value in quotes",
                        report);
            }
        });
    }

    private static boolean isTextOrNumber(Node value) {
        return value instanceof ScalarNode scalar
                && (scalar.kind() == ScalarNode.Kind.TEXT || scalar.kind() == ScalarNode.Kind.NUMBER);
    }

    private void wrong(RawEntry entry, Node at, @Nullable String field, String text, Report report) {
        RawLayer layer = entry.layer();
        report.addParsing(this, layer, entry, layer.document().at(at), field, text);
    }
}
