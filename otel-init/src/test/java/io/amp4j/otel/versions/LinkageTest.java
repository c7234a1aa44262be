package io.amp4j.otel.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every class, method and field of OpenTelemetry that the jar names is there in every version. */
class LinkageTest {
    private static final JavaClasses OURS = new ClassFileImporter().importPath(Path.of("target", "classes"));
    /** The one exception, loaded only by who reads configuration files: docs/decisions/0013-one-internal-interface.md. */
    private static final String COMPONENT = "io.amp4j.otel.internal.autoconfigure.AmpComponent";

    static List<OtherVersion> versions() {
        return OtherVersion.ALL;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void findsAllThatItNames(OtherVersion other) throws IOException {
        try (URLClassLoader loader = other.load()) {
            assertThat(missing(loader)).isEmpty();
        }
    }

    @Test
    void wouldFindWhatIsMissing() throws IOException {
        try (URLClassLoader loader = OtherVersion.TOO_OLD.load()) {
            assertThat(missing(loader)).contains("class io.opentelemetry.api.common.Value");
        }
    }

    @Test
    void namesNoInternalClassButThatOfComponents() {
        assertThat(internalNames(OURS.stream().filter(type -> !type.getName().equals(COMPONENT))))
                .isEmpty();
        assertThat(internalNames(Stream.of(OURS.get(COMPONENT))))
                .containsOnly(
                        "io.opentelemetry.sdk.autoconfigure.spi.internal.ComponentProvider",
                        "io.opentelemetry.sdk.autoconfigure.spi.internal.StructuredConfigProperties");
    }

    private static Stream<String> internalNames(Stream<JavaClass> types) {
        return types.flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(LinkageTest::isTheirs)
                .map(JavaClass::getName)
                .filter(name -> name.contains(".internal."));
    }

    private static boolean isTheirs(JavaClass type) {
        return type.getName().startsWith("io.opentelemetry.");
    }

    private static Set<String> missing(ClassLoader loader) {
        Set<String> missing = new TreeSet<>();
        for (JavaClass type : OURS) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (isTheirs(target) && !isOfOtherComponents(type, target) && load(loader, target.getName()) == null) {
                    missing.add("class " + target.getName());
                }
            }
            type.getAccessesFromSelf().stream()
                    .filter(access -> isTheirs(access.getTargetOwner()))
                    .filter(access -> !isOfOtherComponents(type, access.getTargetOwner()))
                    .filter(access -> !isProbed(access))
                    .filter(access -> !isThere(loader, access))
                    .forEach(access -> missing.add(access.getTarget().getFullName()));
        }
        return missing;
    }

    /** What a component is made from, which is one type before 1.49 and another from then on. */
    private static boolean isOfOtherComponents(JavaClass type, JavaClass target) {
        return type.getName().equals(COMPONENT)
                && Set.of(
                                "io.opentelemetry.api.incubator.config.DeclarativeConfigProperties",
                                "io.opentelemetry.sdk.autoconfigure.spi.internal.StructuredConfigProperties")
                        .contains(target.getName());
    }

    /** Called where an error for its absence is caught, which {@code AnyVersionTest} runs. */
    private static boolean isProbed(JavaAccess<?> access) {
        return access.getOriginOwner().getName().equals("io.amp4j.otel.internal.export.RetriedFailures")
                && access.getTarget().getName().equals("getRetryExceptionPredicate");
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static boolean isThere(ClassLoader loader, JavaAccess<?> access) {
        Class<?> owner = load(loader, access.getTargetOwner().getName());
        if (owner == null) {
            return false;
        }
        if (access.getTarget() instanceof FieldAccessTarget field) {
            return Stream.of(owner.getFields())
                    .anyMatch(found -> found.getName().equals(field.getName())
                            && found.getType()
                                    .getName()
                                    .equals(field.getRawType().getName()));
        }
        CodeUnitAccessTarget method = (CodeUnitAccessTarget) access.getTarget();
        Stream<? extends Executable> candidates = method.getName().equals("<init>")
                ? Stream.of(owner.getDeclaredConstructors())
                // Interfaces take the methods of Object too.
                : Stream.concat(Stream.of(owner.getMethods()), Stream.of(Object.class.getMethods()));
        return candidates.anyMatch(found -> matches(found, method));
    }

    private static boolean matches(Executable found, CodeUnitAccessTarget wanted) {
        List<String> parameters =
                wanted.getRawParameterTypes().stream().map(JavaClass::getName).toList();
        if (!Stream.of(found.getParameterTypes()).map(Class::getName).toList().equals(parameters)) {
            return false;
        }
        return !(found instanceof java.lang.reflect.Method method)
                || (method.getName().equals(wanted.getName())
                        && method.getReturnType()
                                .getName()
                                .equals(wanted.getRawReturnType().getName()));
    }
}
