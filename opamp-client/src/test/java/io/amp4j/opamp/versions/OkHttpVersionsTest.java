package io.amp4j.opamp.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.amp4j.opamp.testing.FakeOpampServer;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OkHttpVersionsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Generated, large, and built on protobuf alone.
            .withImportOption(location -> !location.contains("/io/amp4j/opamp/internal/wire/"))
            .importPackages("io.amp4j.opamp");

    /** The oldest, and two at once with an old Kotlin. */
    static Stream<Arguments> extremes() {
        return Stream.of(
                argumentSet("3.14.9", Libraries.okhttp("3.14.9")),
                argumentSet(
                        "4.12.0 before 5.5.1, Kotlin 1.9",
                        joined(
                                named(Libraries.okhttp("4.12.0"), "okhttp"),
                                named(Libraries.okhttp("5.5.1"), "okhttp", "okio"),
                                named(Libraries.okhttp("4.12.0"), "kotlin"))));
    }

    static Stream<Arguments> others() {
        List<Path> old = Libraries.okhttp("4.12.0");
        List<Path> newest = Libraries.okhttp("5.5.1");
        return Stream.of(
                argumentSet("4.12.0", old),
                argumentSet("5.0.0", Libraries.okhttp("5.0.0")),
                argumentSet("5.3.2", Libraries.okhttp("5.3.2")),
                argumentSet("5.5.1", newest),
                argumentSet("4.12.0 before 5.5.1", joined(old, newest)),
                argumentSet("5.5.1 before 4.12.0", joined(newest, old)),
                argumentSet(
                        "5.5.1 before 4.12.0, Kotlin 1.9",
                        joined(named(newest, "okhttp", "okio"), named(old, "okhttp", "kotlin"))));
    }

    private static List<Path> named(List<Path> jars, String... names) {
        return jars.stream()
                .filter(jar -> Stream.of(names)
                        .anyMatch(name -> jar.getFileName().toString().startsWith(name)))
                .toList();
    }

    @SafeVarargs
    private static List<Path> joined(List<Path>... parts) {
        List<Path> all = new ArrayList<>();
        for (List<Path> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("others")
    @Tag("long")
    void reportsWithOtherVersionsToo(List<Path> jars) throws Exception {
        reportsOverBothTransports(jars);
        derivesFromAClientOfTheProgram(jars);
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void reportsOverBothTransports(List<Path> jars) throws Exception {
        try (FakeOpampServer server = FakeOpampServer.builder().start();
                URLClassLoader loader = Libraries.loader(jars)) {
            Consumer<String> exchange = exchange(loader, Exchange.class);
            exchange.accept(server.httpEndpoint().toString());
            exchange.accept(server.webSocketEndpoint().toString());
        }
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void derivesFromAClientOfTheProgram(List<Path> jars) throws Exception {
        try (FakeOpampServer server = FakeOpampServer.builder().start();
                URLClassLoader loader = Libraries.loader(jars)) {
            Consumer<String> exchange = exchange(loader, DerivedExchange.class);
            exchange.accept(server.httpEndpoint().toString());
            exchange.accept(server.webSocketEndpoint().toString());
        }
    }

    @SuppressWarnings("unchecked")
    private static Consumer<String> exchange(ClassLoader loader, Class<?> program) throws ReflectiveOperationException {
        return (Consumer<String>)
                loader.loadClass(program.getName()).getConstructor().newInstance();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.12.0", "5.0.0", "5.3.2", "5.5.1"})
    void refersToNothingThatAVersionLacks(String version) throws Exception {
        try (URLClassLoader loader = Libraries.loader(Libraries.okhttp(version))) {
            List<String> all = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            for (JavaClass from : CLASSES) {
                for (References.Reference reference : References.of(from, "okhttp3.", "okio.")) {
                    all.add(reference.toString());
                    if (!reference.resolvesIn(loader)) {
                        missing.add(from.getName() + " -> " + reference);
                    }
                }
            }
            assertThat(all)
                    .hasSizeGreaterThan(100)
                    .anyMatch(reference -> reference.contains("EventListener"))
                    .anyMatch(reference -> reference.contains("certificatePinner"));
            assertThat(missing).isEmpty();
        }
    }
}
