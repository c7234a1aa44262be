package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.SourceLocation;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.layer.RawLayer;
import io.amp4j.catalog.internal.node.Document;
import io.amp4j.catalog.internal.node.Document.RepeatedKey;
import io.amp4j.catalog.internal.node.MappingNode;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.IdentityHashMap;

/** A key that its mapping already has: which of the two counts depends on who reads the file. */
final class DuplicateKey implements Rule {
    @Override
    public String code() {
        return "duplicate-key";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void layer(RawLayer layer, Report report) {
        Document document = layer.document();
        if (document.repeatedKeys().isEmpty()) {
            return;
        }
        IdentityHashMap<MappingNode, RawEntry> owners = new IdentityHashMap<>();
        for (RawEntry entry : layer.entries()) {
            if (entry.mapping() != null) {
                owners.put(entry.mapping(), entry);
            }
        }
        for (RepeatedKey repeated : document.repeatedKeys()) {
            SourceLocation at = new SourceLocation(document.name(), repeated.line(), repeated.column());
            report.addParsing(
                    this,
                    layer,
                    owners.get(repeated.owner()),
                    at,
                    repeated.key(),
                    "mapping key " + Quoted.of(repeated.key()) + " already defined at line " + repeated.firstLine()
                            + "; keep one of them");
        }
    }
}
