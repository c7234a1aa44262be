package io.amp4j.samples.demo;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.ImageReference;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Validation;
import java.io.IOException;
import java.io.InputStream;

/** Loads the bundled baseline with an operator's file over it, resolves an image, and shows what a broken file gets. */
final class CatalogPart {
    private final Timeline timeline;

    CatalogPart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() throws IOException {
        InstrumentationCatalog catalog = load("values.yaml").orElseThrow();
        for (CatalogEntry entry : catalog.entries()) {
            timeline.event(
                    "catalog",
                    entry.version() + "  traceloop " + entry.traceloopSdk() + "  python " + entry.pythonVersions()
                            + "  " + entry.source());
        }
        timeline.event("catalog", "default " + catalog.defaultVersion() + ", set in " + catalog.defaultLocation());
        ImageReference image = catalog.image("0.4.0", "3.11.4");
        timeline.event("catalog", "0.4.0 on Python 3.11.4 runs " + image);
        DemoFailure.unless(
                image.toString().equals("ghcr.io/wso2/amp-python-instrumentation-provider:0.4.0-python3.11"),
                "the image of 0.4.0 on Python 3.11.4");

        Validation broken = load("broken-values.yaml");
        DemoFailure.unless(!broken.isValid(), "refusing broken-values.yaml");
        timeline.event("catalog", "broken-values.yaml is refused, with everything that is wrong:");
        for (Problem problem : broken.problems()) {
            timeline.event("catalog", "  " + problem);
        }
    }

    private static Validation load(String file) throws IOException {
        try (InputStream stream = CatalogPart.class.getResourceAsStream(file)) {
            DemoFailure.unless(stream != null, "reading " + file);
            return CatalogLoader.builder()
                    .extension(CatalogSource.bytes(file, stream.readAllBytes()))
                    .load();
        }
    }
}
