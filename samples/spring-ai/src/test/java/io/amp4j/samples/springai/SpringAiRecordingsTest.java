package io.amp4j.samples.springai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The spans that otel-init's tests replay are those of the real library. {@code ./mvnw -Drecord -pl samples/spring-ai -am test}
 * writes them anew.
 */
class SpringAiRecordingsTest {
    private static final Path RECORDINGS =
            Path.of(System.getProperty("basedir", "."), "../../otel-init/src/test/resources/recordings");

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsWhatTheLibraryEmits(boolean content) throws IOException {
        Path recording = RECORDINGS.resolve(content ? "spring-ai-2.0.1-content.jsonl" : "spring-ai-2.0.1.jsonl");
        List<String> lines = Scenario.lines(content);
        if (System.getProperty("record") != null) {
            Files.createDirectories(RECORDINGS);
            Files.write(recording, lines);
        }

        assertThat(lines).isEqualTo(Files.readAllLines(recording));
    }
}
