package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.EffectiveSet;
import io.amp4j.catalog.internal.node.Invisible;
import io.amp4j.catalog.internal.node.Quoted;

/** A default that is set to nothing; AMP does not fall back to its own. */
final class DefaultBlank implements Rule {
    @Override
    public String code() {
        return "default-blank";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void effective(EffectiveSet set, Report report) {
        String version = set.defaultChoice().version();
        if (Invisible.isAll(version)) {
            report.add(
                    code(),
                    severity(),
                    set.defaultLayer(),
                    set.defaultChoice().location(),
                    "default instrumentation version " + Quoted.of(version)
                            + " not in effective set: it is blank; set a version, or leave the setting away",
                    null,
                    "defaultInstrumentationVersion");
        }
    }
}
