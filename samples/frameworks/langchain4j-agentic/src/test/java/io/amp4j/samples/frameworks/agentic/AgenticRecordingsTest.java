package io.amp4j.samples.frameworks.agentic;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.samples.frameworks.recording.Recording;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What otel-init's tests replay is what the listener makes of the real agentic module. */
class AgenticRecordingsTest {
    @Test
    void recordsWhatTheListenerEmits() throws Exception {
        Recording recording = Recording.of(AgenticProgram.class, null, Map.of());
        recording.writeIfAsked("langchain4j-agentic-1.19.0-beta29");

        assertThat(recording).isEqualTo(Recording.recorded("langchain4j-agentic-1.19.0-beta29"));
    }
}
