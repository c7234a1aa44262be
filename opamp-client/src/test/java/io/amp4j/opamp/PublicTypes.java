package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The types that this module exports. */
final class PublicTypes {

    private PublicTypes() {}

    static List<Class<?>> all() {
        List<Class<?>> types = new ArrayList<>(in("io.amp4j.opamp"));
        types.addAll(in("io.amp4j.opamp.packages"));
        types.addAll(in("io.amp4j.opamp.transport"));
        return types;
    }

    private static List<Class<?>> in(String exported) {
        try (Stream<Path> files = Files.list(Path.of(OpampClient.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(exported.replace('.', '/')))) {
            List<Class<?>> types = new ArrayList<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = requireNonNull(file.getFileName()).toString().replace(".class", "");
                if (!name.equals("package-info")) {
                    types.add(Class.forName(exported + "." + name, false, OpampClient.class.getClassLoader()));
                }
            }
            types.removeIf(type -> !isPublic(type));
            return types;
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass() && (outer == null || isPublic(outer));
    }
}
