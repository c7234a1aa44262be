package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frameworks bring Jackson 2.15 and newer, with the SnakeYAML of it: the catalog answers the same under each. */
@Timeout(300)
class JacksonVersionsTest {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path JARS = TARGET.resolve("jackson");
    private static final String TOO_OLD = "2.14.3";
    private static final List<String> PINNED = new CorpusAnswers().get().lines().toList();

    static Stream<String> versions() throws IOException {
        try (Stream<Path> directories = Files.list(JARS)) {
            return directories
                    .map(directory -> directory.getFileName().toString())
                    .filter(version -> !version.equals(TOO_OLD))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Only the classes of the catalog, those jars and the JDK. */
    private static URLClassLoader isolated(Stream<Path> jars) {
        List<URL> path = new ArrayList<>();
        Stream.concat(Stream.of(TARGET.resolve("classes"), TARGET.resolve("test-classes")), jars)
                .forEach(entry -> path.add(url(entry)));
        return new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(path.toString(), e);
        }
    }

    private static Stream<Path> jars(String version, String... artifacts) throws IOException {
        try (Stream<Path> files = Files.list(JARS.resolve(version))) {
            return files
                    .filter(file -> Arrays.stream(artifacts)
                            .anyMatch(artifact -> file.getFileName().toString().startsWith(artifact + "-")))
                    .toList()
                    .stream();
        }
    }

    private static URLClassLoader with(String version) throws IOException {
        return isolated(jars(version, "jackson-core", "jackson-dataformat-yaml", "snakeyaml"));
    }

    private static String answers(ClassLoader loader) throws ReflectiveOperationException {
        Constructor<?> constructor =
                loader.loadClass(CorpusAnswers.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        Supplier<?> answers = (Supplier<?>) constructor.newInstance();
        assertThat(answers).isNotInstanceOf(CorpusAnswers.class);
        return String.valueOf(answers.get());
    }

    @Test
    void theVersionsAreThere() throws IOException {
        assertThat(versions()).containsExactly("2.15.0", "2.17.2", "2.19.2", "2.21.3");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void answersAsWithThePinnedVersion(String version) throws Exception {
        try (URLClassLoader loader = with(version)) {
            List<String> answers = answers(loader).lines().toList();

            assertThat(answers).hasSizeGreaterThan(1_000).isEqualTo(PINNED);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyReferenceIsToSomethingThatIsThere(String version) throws Exception {
        List<String> missing = new ArrayList<>();
        List<JavaAccess<?>> accesses = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.amp4j.catalog").stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access -> isOfALibrary(access.getTargetOwner()))
                        .<JavaAccess<?>>map(access -> access)
                        .toList();
        try (URLClassLoader loader = with(version)) {
            for (JavaAccess<?> access : accesses) {
                if (!resolves(
                        access.getTarget(),
                        Class.forName(access.getTargetOwner().getName(), false, loader))) {
                    missing.add(access.getDescription());
                }
            }
        }

        assertThat(accesses).hasSizeGreaterThan(50);
        assertThat(missing).isEmpty();
    }

    private static boolean isOfALibrary(JavaClass type) {
        return type.getPackageName().startsWith("com.fasterxml.jackson")
                || type.getPackageName().startsWith("org.yaml.snakeyaml");
    }

    /** As the JVM resolves it: in the class, then in what it extends and implements. */
    private static boolean resolves(AccessTarget target, @Nullable Class<?> type) {
        if (type == null) {
            return false;
        }
        boolean here = target instanceof CodeUnitCallTarget call
                ? codeUnits(type, call.getName())
                        .anyMatch(codeUnit -> names(codeUnit.getParameterTypes())
                                .equals(call.getRawParameterTypes().stream()
                                        .map(JavaClass::getName)
                                        .toList()))
                : Arrays.stream(type.getDeclaredFields())
                        .anyMatch(field -> field.getName().equals(target.getName()));
        return here
                || resolves(target, type.getSuperclass())
                || Arrays.stream(type.getInterfaces()).anyMatch(each -> resolves(target, each));
    }

    private static Stream<? extends Executable> codeUnits(Class<?> type, String name) {
        return name.equals(JavaConstructor.CONSTRUCTOR_NAME)
                ? Arrays.stream(type.getDeclaredConstructors())
                : Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.getName().equals(name));
    }

    private static List<String> names(Class<?>... types) {
        return Arrays.stream(types).map(Class::getName).toList();
    }

    private static void assertRefuses(URLClassLoader loader, String... words) throws Exception {
        Object builder = loader.loadClass(CatalogLoader.class.getName())
                .getMethod("builder")
                .invoke(null);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> builder.getClass().getMethod("load").invoke(builder))
                    .cause()
                    .satisfies(e -> assertThat(e.getClass().getName()).isEqualTo(CatalogException.class.getName()))
                    .hasMessageContainingAll(words)
                    .hasMessageContaining("use jackson-core and jackson-dataformat-yaml 2.15 or newer")
                    .hasCauseInstanceOf(LinkageError.class);
        }
    }

    @Test
    void namesAJacksonThatIsTooOldAndItsJar() throws Exception {
        try (URLClassLoader loader = with(TOO_OLD)) {
            assertRefuses(
                    loader,
                    "jackson-core 2.14.3 (" + url(JARS.resolve("2.14.3/jackson-core-2.14.3.jar")) + ") is too old",
                    "jackson-dataformat-yaml 2.14.3 (");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jackson-core", "jackson-dataformat-yaml", "snakeyaml"})
    void namesALibraryThatIsMissing(String missing) throws Exception {
        String[] others = Stream.of("jackson-core", "jackson-dataformat-yaml", "snakeyaml")
                .filter(artifact -> !artifact.equals(missing))
                .toArray(String[]::new);
        try (URLClassLoader loader = isolated(jars("2.19.2", others))) {
            assertRefuses(loader, missing + " is missing");
        }
    }

    @Test
    void writesNoJsonWithoutJacksonAndSaysWhy() throws Exception {
        try (URLClassLoader loader = isolated(Stream.empty())) {
            Class<?> json = loader.loadClass(CatalogJson.class.getName());
            assertThatThrownBy(() -> json.getMethod("problems", List.class).invoke(null, List.of()))
                    .cause()
                    .hasMessageContaining("jackson-core is missing");
        }
    }
}
