package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.EffectiveSet;
import io.amp4j.catalog.internal.node.Invisible;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** A default that no layer brings; the words are AMP's. */
final class DefaultNotInSet implements Rule {
    @Override
    public String code() {
        return "default-not-in-set";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    /** Enough to recognize a slip; a catalog of thousands does not fit on a line. */
    private static final int SHOWN = 20;

    @Override
    public void effective(EffectiveSet set, Report report) {
        String version = set.defaultChoice().version();
        // An input that could not be read may well hold it: then its own problem comes first.
        if (set.byVersion().containsKey(version) || Invisible.isAll(version) || !set.complete()) {
            return;
        }
        List<String> versions = set.byVersion().keySet().stream()
                .limit(SHOWN)
                .map(Quoted::shortened)
                .toList();
        int hidden = set.byVersion().size() - versions.size();
        report.add(
                code(),
                severity(),
                set.defaultLayer(),
                set.defaultChoice().location(),
                "default instrumentation version " + Quoted.of(version) + " not in effective set ["
                        + String.join(" ", versions) + (hidden > 0 ? " and " + hidden + " more" : "")
                        + "]; " + advice(version, set),
                version,
                "defaultInstrumentationVersion");
    }

    private static String advice(String version, EffectiveSet set) {
        String repaired = Repairs.version(version);
        if (repaired != null && set.byVersion().containsKey(repaired)) {
            return "set it to " + Quoted.of(repaired)
                    + (Invisible.without(version).equals(repaired) ? ", without what cannot be seen around it" : "");
        }
        return (version.equals(repaired) ? "add an entry for it, or " : "") + "set the default to one of these";
    }
}
