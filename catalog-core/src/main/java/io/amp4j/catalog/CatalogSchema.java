package io.amp4j.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The operator's list as a JSON Schema, for editors, for CI and as the {@code values.schema.json} of a chart.
 *
 * @since 0.1.0
 */
public final class CatalogSchema {
    private static final String RESOURCE = "instrumentation-versions.schema.json";

    private CatalogSchema() {}

    /**
     * Returns the schema, draft 2020-12: a whole document that ends with a line feed.
     *
     * <p>It validates the list under {@value CatalogLoader#VALUES_PATH} of a Helm values file and at the top of the mounted file; other
     * keys are allowed beside it. It refuses nothing that {@link CatalogLoader} accepts without a warning under the default settings. It
     * checks less than the loader: rules that depend on the baseline, on other inputs or on the form of the YAML are left out. Its regular
     * expressions use only the common subset of Go, Java and JavaScript.
     */
    public static String json() {
        try (InputStream stream = CatalogSchema.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("the jar of the catalog is incomplete: no " + RESOURCE);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar of the catalog cannot be read: " + RESOURCE, e);
        }
    }
}
