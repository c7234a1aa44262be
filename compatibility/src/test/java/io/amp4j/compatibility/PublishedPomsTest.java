package io.amp4j.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the poms of the jars and of the BOM make of the projects that name them. */
class PublishedPomsTest {

    @Test
    void theBomSetsTheVersionsOfOurArtifactsAndOfNothingElse() throws Exception {
        Document bom = pom("amp4j-bom");
        assertThat(bom.getElementsByTagName("parent").getLength())
                .as("a parent would set versions as well")
                .isZero();
        assertThat(bom.getElementsByTagName("dependencyManagement").getLength()).isOne();
        assertThat(dependencies(bom))
                .containsExactlyInAnyOrder(
                        "io.amp4j:catalog-core",
                        "io.amp4j:opamp-client",
                        "io.amp4j:opamp-testing",
                        "io.amp4j:otel-init");
    }

    @ParameterizedTest
    @CsvSource({
        "catalog-core, com.fasterxml.jackson.dataformat:jackson-dataformat-yaml",
        "opamp-client, com.squareup.okhttp3:okhttp-jvm",
        "otel-init, io.opentelemetry:opentelemetry-api;io.opentelemetry:opentelemetry-sdk"
    })
    void eachJarBringsWhatItNeedsAndNothingElse(String jar, String needed) throws Exception {
        Document pom = pom(jar);
        assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
        assertThat(dependencies(pom)).containsExactlyInAnyOrder((needed + ";org.jspecify:jspecify").split(";", -1));
    }

    private static Document pom(String artifact) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(Path.of("target", "published", artifact + ".pom").toFile());
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
