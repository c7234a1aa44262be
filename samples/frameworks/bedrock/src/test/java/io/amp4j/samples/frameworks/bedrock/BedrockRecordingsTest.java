package io.amp4j.samples.frameworks.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.samples.frameworks.recording.Recording;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What otel-init's tests replay is what the real SDK emits under the real agents. */
class BedrockRecordingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void recordsWhatTheAgentEmitsOfInvokeModelAndStreams(String agent) throws Exception {
        String name = "bedrock-2.31.0-invoke-agent-" + agent;
        Recording recording = Recording.of(BedrockInvokeProgram.class, agent, Map.of());
        recording.writeIfAsked(name);

        assertThat(recording).isEqualTo(Recording.recorded(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.20.1", "2.33.1"})
    void recordsWhatTheAgentEmits(String agent) throws Exception {
        String name = "bedrock-2.31.0-agent-" + agent;
        Recording recording = Recording.of(BedrockProgram.class, agent, Map.of());
        recording.writeIfAsked(name);

        assertThat(recording).isEqualTo(Recording.recorded(name));
    }
}
