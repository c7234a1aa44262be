package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.SemanticVersion;
import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
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

    /** What AMP's column for the pinned version holds; far below the 128 characters of a tag. */
    private static final int LONGEST = 64;

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        if (!Fields.isCleanText(entry.version())) {
            return;
        }
        String version = entry.versionText();
        String field = entry.layer().names().version();
        if (version.length() > LONGEST) {
            report.add(
                    this,
                    entry,
                    entry.location(),
                    field,
                    "version has " + version.length() + " characters; AMP stores pinned versions of at most "
                            + LONGEST);
        } else if (version.indexOf('+') >= 0
                && SemanticVersion.parse(version)
                        .filter(SemanticVersion::hasBuildMetadata)
                        .isPresent()) {
            report.add(
                    this,
                    entry,
                    entry.location(),
                    field,
                    "version has build metadata, and an image tag cannot hold a +; publish and list it without "
                            + version.substring(version.indexOf('+')));
        }
    }
}
