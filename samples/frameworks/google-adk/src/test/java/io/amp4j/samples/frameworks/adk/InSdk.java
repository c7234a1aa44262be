package io.amp4j.samples.frameworks.adk;

import io.amp4j.samples.frameworks.recording.PrintedSpans;

/** The same program in an SDK of its own. */
public final class InSdk {
    private InSdk() {}

    /** Runs it. */
    public static void main(String... arguments) {
        PrintedSpans.setUp();
        AdkProgram.main(arguments);
    }
}
