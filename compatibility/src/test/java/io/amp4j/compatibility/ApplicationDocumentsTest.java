package io.amp4j.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents of the frameworks show the beans that {@link CompatibilityTest} runs. */
class ApplicationDocumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"quarkus", "micronaut"})
    void showsWhatIsRun(String framework) throws IOException {
        String program = Files.readString(Path.of("programs", framework, "src/main/java/program/AmpAgent.java"));
        String shown = program.substring(
                program.indexOf("// <document>\n") + "// <document>\n".length(), program.indexOf("// </document>"));
        assertThat(Files.readString(Path.of("..", "docs", framework + ".md"))).contains("```java\n" + shown + "```\n");
    }
}
