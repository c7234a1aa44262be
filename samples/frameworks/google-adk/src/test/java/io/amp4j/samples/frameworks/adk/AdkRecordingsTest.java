package io.amp4j.samples.frameworks.adk;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.samples.frameworks.recording.Recording;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What otel-init's tests replay is what the real ADK emits: in the SDK of a program, and under the agent. */
class AdkRecordingsTest {
    private static final String VERSION = System.getProperty("google-adk.version");

    @Test
    void recordsWhatAdkEmitsInASdkOfTheProgram() throws Exception {
        Recording recording = Recording.of(InSdk.class, null, Map.of());
        recording.writeIfAsked("google-adk-" + VERSION);

        assertThat(recording).isEqualTo(Recording.recorded("google-adk-" + VERSION));
    }

    @Test
    void recordsWhatAdkEmitsUnderTheAgent() throws Exception {
        Recording recording = Recording.of(AdkProgram.class, "2.33.1", Map.of());
        recording.writeIfAsked("google-adk-" + VERSION + "-agent-2.33.1");

        assertThat(recording).isEqualTo(Recording.recorded("google-adk-" + VERSION + "-agent-2.33.1"));
    }
}
