package io.amp4j.samples.frameworks.springai;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.samples.frameworks.recording.Recording;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What otel-init's tests replay is what the real Spring AI emits. */
class SpringAiRecordingsTest {
    @Test
    void recordsWhatTheLibraryEmits() throws Exception {
        Recording recording = Recording.of(SpringAiProgram.class, null, Map.of());
        recording.writeIfAsked("spring-ai-1.1.2");

        assertThat(recording).isEqualTo(Recording.recorded("spring-ai-1.1.2"));
    }
}
