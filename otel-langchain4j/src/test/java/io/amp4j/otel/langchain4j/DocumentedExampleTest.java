package io.amp4j.otel.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a newcomer copies from the documents compiles. */
class DocumentedExampleTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVADOC_BLOCK = Pattern.compile("<pre>\\{@code\n(.*?) \\* }</pre>", Pattern.DOTALL);

    private static final Path SOURCES = Path.of("src", "main", "java", "io", "amp4j", "otel", "langchain4j");
    private static final Path COMPILED =
            Path.of("src", "test", "java", "io", "amp4j", "otel", "langchain4j", "DocumentedExample.java");

    private static List<String> blocks(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    /** As it stands in a method. */
    private static String indented(String block) {
        return block.lines()
                .map(line -> line.isEmpty() ? line : "        " + line)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void everyExampleOfTheGuideIsCompiled() throws IOException {
        String compiled = Files.readString(COMPILED);

        assertThat(blocks(JAVA_BLOCK, Files.readString(Path.of("..", "docs", "frameworks.md"))))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(compiled).contains(indented(block)));
    }

    @Test
    void theExampleOfThePackageIsCompiled() throws IOException {
        String compiled = Files.readString(COMPILED);

        assertThat(blocks(JAVADOC_BLOCK, Files.readString(SOURCES.resolve("package-info.java"))))
                .hasSize(1)
                .allSatisfy(block -> assertThat(compiled).contains(indented(block.replaceAll("(?m)^ \\* ?", ""))));
    }
}
