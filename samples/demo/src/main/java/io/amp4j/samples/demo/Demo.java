package io.amp4j.samples.demo;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The whole chain in one JVM on loopback: an instrumentation catalog, an agent managed over OpAMP, and a span that reaches AMP's
 * endpoint. Exit code 0 means that every step really happened.
 */
public final class Demo {
    /** What it says at INFO is on the timeline. */
    private static final Logger OWN_TELEMETRY = Logger.getLogger("io.amp4j.otel.telemetry.OwnTelemetry");

    private Demo() {}

    /** Runs the three parts one after the other. */
    public static void main(String[] args) throws IOException, InterruptedException {
        OWN_TELEMETRY.setLevel(Level.WARNING);
        Timeline timeline = new Timeline(System.out, System::nanoTime);
        try {
            timeline.part("Catalog: the bundled baseline with an operator's Helm values over it");
            new CatalogPart(timeline).run();
            timeline.part("OpAMP: an agent and a server over HTTP");
            new OpampPart(timeline).run();
            timeline.part("Telemetry: one line of set-up, one span");
            new TelemetryPart(timeline).run();
        } catch (DemoFailure | AssertionError e) {
            timeline.event("demo", "failed: " + e.getMessage());
            System.exit(1);
        }
        timeline.part("Everything above really happened.");
        System.exit(0);
    }
}
