package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.SemanticVersion;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** A semantic version that cannot be an image tag or a stored pin. */
final class VersionNotATag implements Rule {
    @Override
    public String code() {
        return "version-not-a-tag";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        if (!Fields.isCleanText(entry.version())) {
            return;
        }
        String version = entry.versionText();
        String field = entry.layer().names().version();
        if (version.length() > Repairs.LONGEST_VERSION) {
            report.add(
                    this,
                    entry,
                    entry.location(),
                    field,
                    "version has " + version.length() + " characters; AMP stores pinned versions of at most "
                            + Repairs.LONGEST_VERSION);
        } else if (version.indexOf('+') >= 0
                && SemanticVersion.parse(version)
                        .filter(SemanticVersion::hasBuildMetadata)
                        .isPresent()) {
            report.add(
                    this,
                    entry,
                    entry.location(),
                    field,
                    "version has build metadata, and an image tag cannot hold a +; publish it without, and write "
                            + Quoted.of(version.substring(0, version.indexOf('+'))));
        }
    }
}
