package io.amp4j.samples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The whole story in one JVM on loopback: an instrumentation catalog, an agent managed over OpAMP, and a trace that reaches AMP's
 * endpoint. Exit code 0 means that every step really happened. The argument is the directory of the page that is written at the end.
 */
public final class Demo {
    /** A chapter, which fails with {@link DemoFailure} or an assertion of the test kit. */
    @FunctionalInterface
    interface Part {
        void run() throws IOException, InterruptedException;
    }

    private Demo() {}

    /** Runs the chapters one after the other and writes the page. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path page = Path.of(args.length == 0 ? "target/demo" : args[0]).resolve("index.html");
        Timeline timeline = new Timeline(System.out, System::nanoTime);
        StoryLog.to(timeline);
        Files.deleteIfExists(page);
        TelemetryPart telemetry = new TelemetryPart(timeline);
        boolean happened = run(
                timeline,
                List.of(
                        new CatalogPart(timeline)::run,
                        new OpampPart(timeline)::run,
                        new RollBackPart(timeline)::run,
                        new RotationPart(timeline)::run,
                        new PackagePart(timeline)::run,
                        telemetry::run));
        if (happened) {
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, new Page(timeline.chapters(), telemetry.trace()).html());
            timeline.end(String.format(
                    Locale.ROOT,
                    "Everything above really happened, in %.1f s. As a page: %s",
                    timeline.millis() / 1000.0,
                    page));
        }
        System.exit(happened ? 0 : 1);
    }

    /** Returns whether all of it happened; stops where something did not. */
    static boolean run(Timeline timeline, List<Part> parts) throws IOException, InterruptedException {
        try {
            for (Part part : parts) {
                part.run();
            }
            return true;
        } catch (DemoFailure | AssertionError e) {
            timeline.event("demo", "failed: " + e.getMessage());
            return false;
        }
    }
}
