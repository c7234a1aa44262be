package io.amp4j.samples.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the program does for the recordings, on the real library and a fake model. */
final class Scenario {
    private Scenario() {}

    /** Runs one step of the guide and returns its spans. */
    static Recording run(boolean content, Consumer<TravelGuide> step) {
        Recording recording = new Recording();
        try (FakeOpenAi openAi = new FakeOpenAi()) {
            step.accept(
                    new TravelGuide(openAi.baseUrl(), "sk-test", Observations.of(recording.openTelemetry(), content)));
            recording.spans();
        }
        return recording;
    }

    /** Runs every step: a question with a tool, the same streamed, a vector store, a tool that fails, a model that refuses. */
    static List<String> lines(boolean content) {
        List<String> lines = new ArrayList<>();
        for (Consumer<TravelGuide> step : STEPS) {
            lines.addAll(run(content, step).lines(lines.size()));
        }
        return lines;
    }

    static final Consumer<TravelGuide> QUESTION = guide -> guide.answer("trip", "What do I wear in Oslo?");
    static final Consumer<TravelGuide> STREAM = guide -> guide.stream("trip", "And on the fjord?");
    static final Consumer<TravelGuide> STORE = guide -> {
        guide.learn("packing", "Pack layers for the north.");
        guide.search("What do I pack?");
    };
    static final Consumer<TravelGuide> FAILING_TOOL = guide -> guide.answer("trip", "What do I wear in Atlantis?");
    static final Consumer<TravelGuide> REFUSED = guide -> {
        try {
            guide.answer("trip", "overloaded");
        } catch (RuntimeException expected) {
            return;
        }
        throw new AssertionError("the fake model answered");
    };

    private static final List<Consumer<TravelGuide>> STEPS = List.of(QUESTION, STREAM, STORE, FAILING_TOOL, REFUSED);
}
