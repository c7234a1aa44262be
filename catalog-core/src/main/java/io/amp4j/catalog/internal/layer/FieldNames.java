package io.amp4j.catalog.internal.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one shape of input calls the fields of an entry.
 *
 * @param imageRepository null when the shape has no such field and every image comes from AMP's public repository
 * @param known every key that an entry may have, in the order in which messages list them
 */
public record FieldNames(
        String version,
        String traceloopSdk,
        String pythonVersions,
        @Nullable String imageRepository,
        List<String> known) {
    /** The public repository, which AMP's release list means without naming it. */
    public static final String PUBLIC_REPOSITORY = "ghcr.io/wso2/amp-python-instrumentation-provider";

    /** The operator's list. */
    static final FieldNames OPERATOR = of("version", "traceloopSdk", "pythonVersions", "imageRepository");

    /** A catalog written out as JSON, which also tells where each entry came from. */
    static final FieldNames CATALOG = new FieldNames(
            "version",
            "traceloopSdk",
            "pythonVersions",
            "imageRepository",
            List.of("version", "traceloopSdk", "pythonVersions", "imageRepository", "source"));

    /** AMP's release list. */
    static final FieldNames RELEASE = new FieldNames(
            "instrumentation_version",
            "traceloop_version",
            "python_versions",
            null,
            List.of("instrumentation_version", "traceloop_version", "python_versions"));

    private static FieldNames of(String version, String traceloopSdk, String pythonVersions, String imageRepository) {
        return new FieldNames(
                version,
                traceloopSdk,
                pythonVersions,
                imageRepository,
                List.of(version, traceloopSdk, pythonVersions, imageRepository));
    }
}
