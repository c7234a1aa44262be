package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.EffectiveSet;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.Collections;

/** An entry whose Pythons the platform cannot build: it would be listed and never offered. */
final class EntryOutsidePlatform implements Rule {
    @Override
    public String code() {
        return "entry-outside-platform";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void effective(EffectiveSet set, Report report) {
        for (RawEntry entry : set.byVersion().values()) {
            if (entry.pythonVersions() != null
                    && Fields.areMinors(entry.pythonTexts(), set.platformPythons())
                    // Of the default AMP says it itself, as an error.
                    && !entry.versionText().equals(set.defaultChoice().version())
                    && Collections.disjoint(entry.pythonTexts(), set.platformPythons())) {
                String field = entry.layer().names().pythonVersions();
                report.add(
                        this,
                        entry,
                        entry.pythonVersions(),
                        field,
                        "supports python [" + Quoted.shortened(String.join(" ", entry.pythonTexts()))
                                + "] but the platform builds [" + String.join(" ", set.platformPythons())
                                + "], so it is never offered; add one of these, or delete the entry");
            }
        }
    }
}
