package io.amp4j.samples.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/api.md} has each public type of the published jars, under its package and with a sentence, and no other. */
class ApiDocumentTest {
    private static final List<String> MODULES = List.of(
            "catalog-core",
            "opamp-client",
            "opamp-testing",
            "opamp-transport-testing",
            "otel-init",
            "otel-langchain4j",
            "spring-boot-starter");

    private static final Pattern PACKAGE = Pattern.compile("### Package `([\\w.]+)`");
    private static final Pattern ROW = Pattern.compile("\\| (`.+`) \\| (.+) \\|");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");

    @Test
    void namesEveryPublicTypeAndNoOther() throws IOException {
        Set<String> types = new TreeSet<>();
        for (String module : MODULES) {
            types.addAll(Sources.publicTypes(module));
        }

        assertThat(named(Files.readString(Sources.ROOT.resolve("docs/api.md")))).containsExactlyElementsOf(types);
        assertThat(types).hasSizeGreaterThan(300);
    }

    @Test
    void readsPackagesAndRows() {
        assertThat(named("""
                ### Package `a.b`

                | type | what it is |
                |---|---|
                | `One`, `One.Builder` | A thing. |

                ### Package `a.c`

                | `Two` | Two things, not `Three`. |
                """)).containsExactly("a.b/One", "a.b/One.Builder", "a.c/Two");
    }

    private static Set<String> named(String document) {
        Set<String> names = new TreeSet<>();
        String inPackage = "";
        for (String line : document.lines().toList()) {
            Matcher heading = PACKAGE.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                inPackage = heading.group(1);
            } else if (row.matches()) {
                assertThat(row.group(2)).as(row.group(1)).endsWith(".");
                Matcher name = NAME.matcher(row.group(1));
                while (name.find()) {
                    assertThat(names.add(inPackage + "/" + name.group(1)))
                            .as(name.group(1) + " stands once")
                            .isTrue();
                }
            }
        }
        return names;
    }
}
