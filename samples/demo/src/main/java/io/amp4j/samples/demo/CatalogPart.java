package io.amp4j.samples.demo;

import io.amp4j.catalog.CatalogEntry;
import io.amp4j.catalog.CatalogLoader;
import io.amp4j.catalog.CatalogSource;
import io.amp4j.catalog.InstrumentationCatalog;
import io.amp4j.catalog.Problem;
import io.amp4j.catalog.Validation;
import java.io.IOException;
import java.io.InputStream;

/** Loads the bundled baseline with an operator's file over it; a broken file is refused with all its problems, and mended. */
final class CatalogPart {
    private static final String REGISTRY = "ghcr.io/wso2/amp-python-instrumentation-provider";

    private final Timeline timeline;

    CatalogPart(Timeline timeline) {
        this.timeline = timeline;
    }

    void run() throws IOException {
        timeline.chapter(
                "A catalog is refused, and mended",
                "An operator adds instrumentation versions with Helm values; mistakes are found before the roll-out.");
        InstrumentationCatalog running = load("values.yaml").orElseThrow();
        show(running);
        timeline.check(
                running.image("0.4.0", "3.11.4").toString().equals(REGISTRY + ":0.4.0-python3.11"),
                "an agent on Python 3.11.4 gets " + running.image("0.4.0", "3.11.4"));

        Validation broken = load("broken-values.yaml");
        timeline.event("operator", "wants 0.5.0 as well, and writes broken-values.yaml");
        for (Problem problem : broken.problems()) {
            timeline.event("catalog", problem.toString());
        }
        timeline.check(
                !broken.isValid() && broken.problems().size() == 6,
                "broken-values.yaml is refused, with all 6 mistakes at once");

        timeline.event("operator", "corrects what was named: mended-values.yaml");
        Validation mended = load("mended-values.yaml");
        timeline.check(mended.problems().isEmpty(), "mended-values.yaml has no problem left");
        InstrumentationCatalog next = mended.orElseThrow();
        show(next);
        timeline.check(
                next.defaultVersion().equals("0.5.0")
                        && next.image("0.5.0", "3.12").toString().equals(REGISTRY + ":0.5.0-python3.12"),
                "new agents get 0.5.0: " + next.image("0.5.0", "3.12"));
    }

    private void show(InstrumentationCatalog catalog) {
        for (CatalogEntry entry : catalog.entries()) {
            timeline.event(
                    "catalog",
                    entry.version() + (entry.version().equals(catalog.defaultVersion()) ? " (default)" : "")
                            + ", Python " + String.join(", ", entry.pythonVersions()) + ", from " + entry.source());
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
