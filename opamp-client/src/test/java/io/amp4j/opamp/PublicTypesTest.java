package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.packages.PackageInstaller;
import io.amp4j.opamp.packages.PackageSignature;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.Transport;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be added to the public types without breaking those who use them. */
class PublicTypesTest {

    /** The shape of these is the protocol's, for good. A record can never get another component. */
    private static final Set<Class<?>> FINAL_SHAPES = Set.of(
            Hash.class,
            InstanceUid.class,
            AttributeValue.Text.class,
            AttributeValue.Bool.class,
            AttributeValue.Int64.class,
            AttributeValue.Float64.class,
            AttributeValue.Binary.class,
            AttributeValue.ListOf.class,
            AttributeValue.MapOf.class,
            AttributeValue.Empty.class);

    private static Stream<Class<?>> classes() {
        return PublicTypes.all().stream()
                .filter(type -> !type.isInterface() && !type.isEnum() && !FINAL_SHAPES.contains(type));
    }

    @Test
    void areRecordsOnlyWhereTheirShapeIsFinal() {
        assertThat(PublicTypes.all()).filteredOn(Class::isRecord).containsExactlyInAnyOrderElementsOf(FINAL_SHAPES);
    }

    @Test
    void areMadeByFactoriesAndBuilders() {
        assertThat(classes().filter(type -> type != InstanceUidGenerator.class))
                .hasSizeGreaterThan(20)
                .allSatisfy(type -> assertThat(type.getConstructors()).isEmpty());
    }

    @Test
    void areNotForUsersToExtend() {
        assertThat(classes())
                .allSatisfy(type ->
                        assertThat(Modifier.isFinal(type.getModifiers())).isTrue());
        assertThat(PublicTypes.all())
                .filteredOn(type -> type.isInterface() && !type.isAnnotation() && !type.isSealed())
                .containsExactlyInAnyOrderElementsOf(List.of(
                        BackoffFunction.class,
                        ConfigValidator.class,
                        HealthProbe.class,
                        OpampCallbacks.class,
                        PackageInstaller.class,
                        PackageSignature.class,
                        StateStore.class,
                        AttributeValue.Visitor.class,
                        Transport.class,
                        Connection.class,
                        ConnectionListener.class));
    }

    @Test
    void sayWhichVersionBroughtThem() throws IOException {
        for (Class<?> type : PublicTypes.all()) {
            assertThat(documentation(type)).as(type.getName()).contains("@since ");
        }
    }

    @Test
    void sayThatEnumsGrow() throws IOException {
        for (Class<?> type : PublicTypes.all()) {
            // The outcomes without a component are enums of one constant.
            if (type.isEnum() && type.getEnumConstants().length > 1 && type != Experimental.Stage.class) {
                assertThat(documentation(type)).as(type.getName()).contains("Constants may be added");
            }
        }
    }

    /** Returns what stands above the declaration of {@code type}. */
    private static String documentation(Class<?> type) throws IOException {
        Path sources = Path.of("src/main/java", type.getPackageName().replace('.', '/'));
        String source = Files.readString(sources.resolve(type.getNestHost().getSimpleName() + ".java"));
        Matcher declaration = Pattern.compile(
                        "(?m)^ *[a-z@ -]*\\b(class|interface|record|enum|@interface) " + type.getSimpleName() + "\\b")
                .matcher(source);
        assertThat(declaration.find()).as(type.getName()).isTrue();
        String before = source.substring(0, declaration.start());
        return before.substring(before.lastIndexOf("/**"));
    }
}
