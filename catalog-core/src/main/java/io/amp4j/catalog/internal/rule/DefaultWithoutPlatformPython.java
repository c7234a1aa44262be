package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.EffectiveSet;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.Collections;

/** A default that no agent of this platform could use; the words are AMP's. */
final class DefaultWithoutPlatformPython implements Rule {
    @Override
    public String code() {
        return "default-without-platform-python";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void effective(EffectiveSet set, Report report) {
        RawEntry entry = set.byVersion().get(set.defaultChoice().version());
        if (entry == null
                || !Fields.areMinors(entry.pythonTexts(), set.platformPythons())
                || !Collections.disjoint(entry.pythonTexts(), set.platformPythons())) {
            return;
        }
        report.add(
                code(),
                severity(),
                set.defaultLayer(),
                set.defaultChoice().location(),
                "default instrumentation version " + Quoted.of(entry.versionText()) + " supports python ["
                        + Quoted.shortened(String.join(" ", entry.pythonTexts()))
                        + "] but the buildpack provider supports [" + String.join(" ", set.platformPythons())
                        + "]; no overlap means the create-agent form would offer no valid combination",
                entry.versionText(),
                entry.layer().names().pythonVersions());
    }
}
