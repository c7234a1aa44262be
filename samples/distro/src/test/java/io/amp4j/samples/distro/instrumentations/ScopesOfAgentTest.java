package io.amp4j.samples.distro.instrumentations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the scopes in the classes of Java agents with the files by which this distribution knows them. */
class ScopesOfAgentTest {
    private static final String PREFIX = "io.opentelemetry.";
    private static final String FILES = "META-INF/io/opentelemetry/instrumentation/" + PREFIX;
    private static final Pattern SCOPE = Pattern.compile("[a-z0-9]+|[a-z0-9.]+(-[a-z0-9.]+)+");
    /** Packages, keys and loggers, and the parts of runtime-telemetry, which are known otherwise. */
    private static final Set<String> OTHERS = Set.of(
            "javaagent",
            "bootstrap",
            "shaded",
            "usage",
            "context-call",
            "context-call-v2",
            "runtime-telemetry-java8",
            "runtime-telemetry-java17");

    @ParameterizedTest
    @ValueSource(strings = {"newest.jar", "older.jar"})
    void knowsTheScopesThatTheClassesName(String agent) throws IOException {
        Set<String> files = new TreeSet<>();
        Set<String> scopes = new TreeSet<>();
        try (JarFile jar = new JarFile(Path.of("target", "javaagent", agent).toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                int file = name.indexOf(FILES);
                if (file >= 0) {
                    files.add(name.substring(file + FILES.length(), name.lastIndexOf('.')));
                } else if (name.endsWith(".class") || name.endsWith(".classdata")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        collect(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1), scopes);
                    }
                }
            }
        }
        assertThat(scopes).hasSizeGreaterThan(100);
        scopes.removeAll(files);
        scopes.removeAll(OTHERS);
        Inventory.BY_FILE.forEach((file, scope) -> {
            if (files.contains(file)) {
                scopes.remove(scope);
            }
        });
        assertThat(scopes)
                .as("scopes that have no file, and are not in Inventory.BY_FILE")
                .isEmpty();
    }

    /** Takes the names out of the constants of a class: a tag, two bytes of length, the text. */
    private static void collect(String bytes, Set<String> scopes) {
        for (int at = bytes.indexOf(PREFIX, 3); at >= 0; at = bytes.indexOf(PREFIX, at + 1)) {
            int end = at + (bytes.charAt(at - 2) << 8 | bytes.charAt(at - 1));
            if (bytes.charAt(at - 3) == 1 && end > at + PREFIX.length() && end <= bytes.length()) {
                String name = bytes.substring(at + PREFIX.length(), end);
                String scope = name.startsWith("javaagent.") ? name.substring("javaagent.".length()) : name;
                if (SCOPE.matcher(scope).matches()) {
                    scopes.add(scope);
                }
            }
        }
    }
}
