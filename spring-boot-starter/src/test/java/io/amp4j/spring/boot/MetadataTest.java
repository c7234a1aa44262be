package io.amp4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What editors know of the properties. */
class MetadataTest {
    private static List<JsonNode> properties() throws IOException {
        List<JsonNode> properties = new ArrayList<>();
        new ObjectMapper()
                .readTree(Path.of("target/classes/META-INF/spring-configuration-metadata.json")
                        .toFile())
                .get("properties")
                .forEach(properties::add);
        return properties.stream()
                .filter(property -> property.get("name").asText().startsWith("amp."))
                .toList();
    }

    @Test
    void everyPropertyIsDescribed() throws IOException {
        assertThat(properties())
                .hasSizeGreaterThan(14)
                .allSatisfy(property ->
                        assertThat(property.path("description").asText()).isNotBlank());
    }

    @Test
    void everyPropertyIsInTheDocument() throws IOException {
        String document = Files.readString(Path.of("../docs/spring-boot.md"));
        assertThat(properties())
                .allSatisfy(property ->
                        assertThat(document).contains("`" + property.get("name").asText()));
    }
}
