package io.amp4j.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the jars, their poms and the BOM make of the projects that name them. */
class PublishedArtifactsTest {

    @Test
    void theBomSetsTheVersionsOfOurArtifactsAndOfNothingElse() throws Exception {
        Document bom = pom("amp4j-bom");
        assertThat(bom.getElementsByTagName("parent").getLength())
                .as("a parent would set versions as well")
                .isZero();
        assertThat(bom.getElementsByTagName("dependencyManagement").getLength()).isOne();
        assertThat(dependencies(bom))
                .containsExactlyInAnyOrder(
                        "io.amp4j:amp4j-spring-boot-starter",
                        "io.amp4j:catalog-core",
                        "io.amp4j:opamp-client",
                        "io.amp4j:opamp-testing",
                        "io.amp4j:opamp-transport-testing",
                        "io.amp4j:otel-init",
                        "io.amp4j:otel-langchain4j");
    }

    @ParameterizedTest
    @CsvSource({
        "catalog-core, com.fasterxml.jackson.dataformat:jackson-dataformat-yaml",
        "opamp-client, com.squareup.okhttp3:okhttp-jvm",
        "otel-init, io.opentelemetry:opentelemetry-api;io.opentelemetry:opentelemetry-sdk",
        "amp4j-spring-boot-starter, io.amp4j:opamp-client;io.amp4j:otel-init"
    })
    void eachJarBringsWhatItNeedsAndNothingElse(String jar, String needed) throws Exception {
        Document pom = pom(jar);
        assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
        assertThat(dependencies(pom)).containsExactlyInAnyOrder((needed + ";org.jspecify:jspecify").split(";", -1));
    }

    @Test
    void theOpampJarHasItsOwnProtobufInsideAndNoOther() throws IOException {
        try (JarFile jar = new JarFile(published("opamp-client.jar").toFile())) {
            List<String> names = jar.stream().map(JarEntry::getName).toList();
            assertThat(names)
                    .contains(
                            "io/amp4j/opamp/internal/protobuf/CodedInputStream.class",
                            "META-INF/LICENSE-protobuf.txt",
                            "module-info.class")
                    .noneMatch(name -> name.startsWith("com/google/") || name.startsWith("google/"));
        }
        ModuleDescriptor module = ModuleFinder.of(published("opamp-client.jar"))
                .find("io.amp4j.opamp")
                .orElseThrow()
                .descriptor();
        // The restrictions alone need Jackson, and who sets none needs no Jackson.
        assertThat(module.requires())
                .extracting(required -> required.name()
                        + (required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC) ? " static" : ""))
                .containsExactlyInAnyOrder(
                        "java.base",
                        "java.logging",
                        "okhttp3",
                        "org.jspecify static",
                        "com.fasterxml.jackson.core static",
                        "org.yaml.snakeyaml static");
        assertThat(module.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder("io.amp4j.opamp", "io.amp4j.opamp.packages", "io.amp4j.opamp.transport");
    }

    @Test
    void whatTheDocumentsTellUsersOfSpringBootIsWhatRuns() throws IOException {
        String program = Files.readString(Path.of("programs/micrometer/src/main/java/program/AmpTracing.java"));
        assertThat(Files.readString(Path.of("../docs/otel-setup.md")))
                .contains(program.substring(program.indexOf("@Configuration")));
    }

    @Test
    void whatTheDocumentsTellUsersOfTheStarterIsWhatRuns() throws IOException {
        String document = Files.readString(Path.of("../docs/spring-boot.md"));
        String properties = Files.readString(Path.of("programs/starter/src/main/java/program/ShopProperties.java"));
        String listener = Files.readString(Path.of("programs/starter/src/main/java/program/ShopListener.java"));
        assertThat(document)
                .contains(Files.readString(Path.of("programs/starter/src/main/resources/application.yaml")))
                .contains(properties.substring(properties.indexOf("@RemotelyConfigured")))
                .contains(listener.substring(listener.indexOf("@Component")));
    }

    private static Path published(String file) {
        return Path.of("target", "published", file);
    }

    private static Document pom(String artifact) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(published(artifact + ".pom").toFile());
    }

    /** Returns what a project gets: all dependencies but the optional ones and those that no program needs to run. */
    private static List<String> dependencies(Document pom) {
        List<String> found = new ArrayList<>();
        NodeList dependencies = pom.getElementsByTagName("dependency");
        for (int at = 0; at < dependencies.getLength(); at++) {
            Element dependency = (Element) dependencies.item(at);
            if (text(dependency, "optional").isEmpty()
                    && !text(dependency, "scope").equals("provided")) {
                found.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
            }
        }
        return found;
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}
