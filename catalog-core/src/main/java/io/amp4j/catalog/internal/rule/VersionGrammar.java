package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.SemanticVersion;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
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
        boolean leadingV = version.startsWith("v") || version.startsWith("V");
        if (leadingV && SemanticVersion.parse(version.substring(1)).isPresent()) {
            return "version has a leading v, which image tags and pins do not have; write "
                    + Quoted.of(version.substring(1));
        }
        if (SemanticVersion.parse(version + ".0").isPresent()) {
            return "version has no patch number; write it in full, such as " + Quoted.of(version + ".0");
        }
        return "version is not a semantic version; write major.minor.patch without leading zeros, such as \"0.4.0\" or"
                + " \"0.5.0-rc.1\"";
    }
}
