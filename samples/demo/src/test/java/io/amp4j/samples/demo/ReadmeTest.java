package io.amp4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.amp4j.opamp.testing.FakeOpampServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a newcomer copies from the README compiles and runs. */
class ReadmeTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    @Test
    void everyJavaExampleIsCompiled() throws IOException {
        String compiled =
                squeezed(Files.readString(Path.of("src/test/java/io/amp4j/samples/demo/ReadmeExamples.java")));
        List<String> examples = JAVA_BLOCK
                .matcher(Files.readString(Path.of("../../README.md")))
                .results()
                .map((MatchResult block) -> squeezed(block.group(1)))
                .toList();

        assertThat(examples)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(example -> assertThat(compiled).contains(example));
    }

    @Test
    void theOpampExampleRuns() {
        try (FakeOpampServer server = FakeOpampServer.start()) {
            assertThatCode(() -> ReadmeExamples.opamp(server.httpEndpoint())).doesNotThrowAnyException();
        }
    }

    @Test
    void theCatalogThatItShowsIsTheDemos() throws IOException {
        String demos = Files.readString(Path.of("src/main/resources/io/amp4j/samples/demo/values.yaml"));
        assertThat(Files.readString(Path.of("../../README.md")))
                .contains(demos.substring(demos.indexOf("agentManagerService:")));
    }

    private static String squeezed(String text) {
        return WHITE_SPACE.matcher(text).replaceAll(" ").strip();
    }
}
