package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.SemanticVersion;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.HelmTemplate;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** A version that is no semantic version: it could neither be sorted nor be the tag of a release. */
final class VersionGrammar implements Rule {
    @Override
    public String code() {
        return "version-grammar";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        if (!Fields.isCleanText(entry.version())
                || SemanticVersion.parse(entry.versionText()).isPresent()) {
            return;
        }
        report.add(this, entry, entry.location(), entry.layer().names().version(), advice(entry.versionText()));
    }

    private static String advice(String version) {
        if (HelmTemplate.isIn(version)) {
            return "version is a Helm template; " + HelmTemplate.ADVICE;
        }
        String repaired = Repairs.version(version);
        if (repaired == null) {
            return "version is not a semantic version; write major.minor.patch without leading zeros, such as \"0.4.0\""
                    + " or \"0.5.0-rc.1\"";
        }
        String fault = version.startsWith("v") || version.startsWith("V")
                ? "has a leading v, which image tags and pins do not have"
                : (version + ".0").equals(repaired) ? "has no patch number" : "is not a semantic version";
        return "version " + fault + "; write " + Quoted.of(repaired);
    }
}
