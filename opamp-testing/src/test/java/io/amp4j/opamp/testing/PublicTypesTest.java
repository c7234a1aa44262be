package io.amp4j.opamp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be added to the public types without breaking those who use them. */
class PublicTypesTest {

    private static List<Class<?>> types() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(FakeOpampServer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("io/amp4j/opamp/testing");
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.toList()) {
                Matcher name = Pattern.compile("(?!package-info)(.*)\\.class")
                        .matcher(classes.relativize(file).toString());
                if (name.matches()) {
                    Class<?> type = Class.forName(
                            "io.amp4j.opamp.testing." + name.group(1), false, FakeOpampServer.class.getClassLoader());
                    if (isPublic(type)) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isPublic(outer));
    }

    @Test
    void areNoRecords() throws Exception {
        assertThat(types()).hasSizeGreaterThan(20).noneMatch(Class::isRecord);
    }

    @Test
    void areMadeByFactoriesAndBuildersOrByTheKitAlone() throws Exception {
        // JUnit makes the extension, and a clock has nothing to choose.
        List<Class<?>> made = new ArrayList<>(types());
        made.removeAll(List.of(OpampServerExtension.class, ManualTime.class));

        assertThat(made).allSatisfy(type -> assertThat(type.getConstructors()).isEmpty());
    }

    @Test
    void sayWhichVersionBroughtThem() throws Exception {
        for (Class<?> type : types()) {
            String source = Files.readString(Path.of("src/main/java/io/amp4j/opamp/testing")
                    .resolve(type.getNestHost().getSimpleName() + ".java"));
            Matcher declaration = Pattern.compile("(?m)^ *[a-z@ -]*\\b(class|interface|record|enum|@interface) "
                            + type.getSimpleName() + "\\b")
                    .matcher(source);
            assertThat(declaration.find()).as(type.getName()).isTrue();
            String before = source.substring(0, declaration.start());
            assertThat(before.substring(before.lastIndexOf("/**")))
                    .as(type.getName())
                    .contains("@since ");
        }
    }
}
