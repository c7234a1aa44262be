package io.amp4j.samples.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The tables of {@code docs/dependencies.md} have what the POMs name and what Maven resolves, with versions and sizes. */
class DependenciesDocumentTest {
    /** Module folders and the names of their jars. */
    private static final Map<String, String> JARS = new TreeMap<>(Map.of(
            "catalog-core", "catalog-core",
            "opamp-client", "opamp-client",
            "opamp-testing", "opamp-testing",
            "opamp-transport-testing", "opamp-transport-testing",
            "otel-init", "otel-init",
            "otel-langchain4j", "otel-langchain4j",
            "spring-boot-starter", "amp4j-spring-boot-starter"));

    /** What programs get with each jar that the command line uses is on the class path of this test. */
    private static final Set<String> ON_THE_CLASS_PATH = Set.of("catalog-core", "opamp-client", "otel-init");

    /** What only this test and the command line need, by the beginning of its file's name. */
    private static final Pattern OF_THE_COMMAND_LINE =
            Pattern.compile("(?:picocli|opentelemetry-proto|protobuf-java|jspecify|junit|"
                    + "opentest4j|apiguardian|assertj|byte-buddy|archunit|slf4j|surefire|error_prone).*");

    private static final Pattern HEADING = Pattern.compile("## `([\\w-]+)`.*");
    private static final Pattern ROW =
            Pattern.compile("\\| `([^`]+)` \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|(.+)\\|");
    private static final Pattern FILE = Pattern.compile("(.+?)-(\\d.*)\\.jar");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([\\w.-]+)}");
    private static final Pattern RELOCATED = Pattern.compile("`protobuf-java` ([\\d.]+)");

    private record Dependency(String name, String version, String size, String kind, String licence, String why) {}

    @Test
    void hasEachJarAndWhatItsPomNames() throws Exception {
        Map<String, List<Dependency>> document = document();

        assertThat(document.keySet()).containsExactlyInAnyOrderElementsOf(JARS.values());
        for (Map.Entry<String, String> jar : JARS.entrySet()) {
            assertThat(document.get(jar.getValue()).stream()
                            .filter(dependency -> !dependency.kind().equals("indirect"))
                            .map(dependency -> dependency.name() + " " + dependency.kind()))
                    .as(jar.getValue())
                    .containsExactlyInAnyOrderElementsOf(pom(jar.getKey()).keySet());
        }
    }

    @Test
    void hasTheVersionsOfThePoms() throws Exception {
        Map<String, List<Dependency>> document = document();
        for (Map.Entry<String, String> jar : JARS.entrySet()) {
            Map<String, String> pom = pom(jar.getKey());
            for (Dependency dependency : document.get(jar.getValue())) {
                String version = pom.getOrDefault(dependency.name() + " " + dependency.kind(), "");
                if (!version.isEmpty()) {
                    assertThat(dependency.version()).as(dependency.name()).isEqualTo(version);
                }
            }
        }
    }

    @Test
    void hasWhatIsResolvedWithVersionAndSize() throws IOException {
        Map<String, String> resolved = resolved();
        Map<String, String> documented = new TreeMap<>();
        for (Map.Entry<String, List<Dependency>> jar : document().entrySet()) {
            if (ON_THE_CLASS_PATH.contains(jar.getKey())) {
                jar.getValue().stream()
                        .filter(dependency -> Set.of("direct", "indirect").contains(dependency.kind()))
                        .forEach(dependency ->
                                documented.put(dependency.name(), dependency.version() + ", " + dependency.size()));
            }
        }

        assertThat(documented).isEqualTo(resolved);
    }

    @Test
    void saysWhyAndUnderWhichLicence() throws IOException {
        assertThat(document().values().stream().flatMap(List::stream)).allSatisfy(dependency -> {
            assertThat(dependency.licence()).isIn("Apache-2.0", "BSD-3-Clause", "EPL-2.0");
            assertThat(dependency.why()).isNotEmpty();
        });
    }

    @Test
    void namesTheProtobufThatIsInsideTheJars() throws Exception {
        String version = properties(Sources.ROOT.resolve("pom.xml")).get("protobuf.version");
        assertThat(RELOCATED.matcher(Files.readString(page())).results().map(found -> found.group(1)))
                .hasSize(2)
                .containsOnly(version);
    }

    private static Path page() {
        return Sources.ROOT.resolve("docs/dependencies.md");
    }

    private static Map<String, List<Dependency>> document() throws IOException {
        Map<String, List<Dependency>> jars = new TreeMap<>();
        List<Dependency> current = new ArrayList<>();
        for (String line : Files.readAllLines(page())) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                current = new ArrayList<>();
                jars.put(heading.group(1), current);
            } else if (row.matches()) {
                current.add(new Dependency(
                        row.group(1),
                        row.group(2).strip(),
                        row.group(3).strip(),
                        row.group(4).strip(),
                        row.group(5).strip(),
                        row.group(6).strip()));
            }
        }
        return jars;
    }

    /** Returns the jars on the class path of this test that come with ours, each with version and size. */
    private static Map<String, String> resolved() throws IOException {
        Map<String, String> resolved = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path file = Path.of(entry);
            Matcher name = FILE.matcher(
                    Optional.ofNullable(file.getFileName()).orElse(file).toString());
            if (name.matches()
                    && !JARS.containsValue(name.group(1))
                    && !OF_THE_COMMAND_LINE.matcher(name.group(1)).matches()) {
                resolved.put(name.group(1), name.group(2) + ", " + Math.round(Files.size(file) / 1000.0) + " kB");
            }
        }
        return resolved;
    }

    /** Returns what a POM names for main code: name and kind, and the version if it has one of its own or the parent has one for it alone. */
    private static Map<String, String> pom(String module) throws Exception {
        Path file = Sources.ROOT.resolve(module).resolve("pom.xml");
        Map<String, String> properties = properties(Sources.ROOT.resolve("pom.xml"));
        properties.putAll(properties(file));
        Map<String, String> found = new TreeMap<>();
        for (Element dependencies : children(root(file), "dependencies")) {
            for (Element dependency : children(dependencies, "dependency")) {
                String name = text(dependency, "artifactId");
                String scope = text(dependency, "scope");
                boolean isInside = name.equals("protobuf-java");
                if (!scope.equals("test") && !isInside) {
                    String kind = scope.equals("provided")
                            ? "provided"
                            : text(dependency, "optional").equals("true") ? "optional" : "direct";
                    found.put(name + " " + kind, filled(text(dependency, "version"), properties));
                }
            }
        }
        return found;
    }

    private static String filled(String version, Map<String, String> properties) {
        return PROPERTY.matcher(version).replaceAll(found -> Matcher.quoteReplacement(properties.get(found.group(1))));
    }

    private static Map<String, String> properties(Path pom) throws Exception {
        Map<String, String> properties = new TreeMap<>();
        for (Element all : children(root(pom), "properties")) {
            for (Element property : children(all, "*")) {
                properties.put(property.getTagName(), property.getTextContent());
            }
        }
        return properties;
    }

    private static Element root(Path pom) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
    }

    private static List<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        List<Element> children = new ArrayList<>();
        for (int at = 0; at < nodes.getLength(); at++) {
            Node node = nodes.item(at);
            if (node instanceof Element element
                    && (name.equals("*") || element.getTagName().equals(name))) {
                children.add(element);
            }
        }
        return children;
    }

    private static String text(Element parent, String name) {
        return children(parent, name).stream()
                .map(Element::getTextContent)
                .findFirst()
                .orElse("");
    }
}
