package io.amp4j.opamp.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** The test methods of this module, found in its compiled classes. */
record Proofs(List<Method> tests) {

    /** Skipped where the reference server is missing, so nothing may rest on them alone. */
    private static final String OPTIONAL = "io.amp4j.opamp.interop.";

    Proofs {
        tests = List.copyOf(tests);
    }

    static Proofs find() {
        Path root = root();
        List<Method> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> className(root.relativize(file)))
                    .filter(name -> !name.endsWith("-info") && !name.startsWith(OPTIONAL))
                    .flatMap(name -> Stream.of(load(name).getDeclaredMethods()))
                    .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                    .sorted(Comparator.comparing(Proofs::name))
                    .forEach(tests::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Proofs(tests);
    }

    private static Path root() {
        try {
            return Path.of(Proofs.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String className(Path file) {
        String path = file.toString();
        return path.substring(0, path.length() - ".class".length())
                .replace(file.getFileSystem().getSeparator(), ".");
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Proofs.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the name of a test for people: the simple name of its class, and its own. */
    static String name(Method test) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }

    List<String> names() {
        return tests.stream().map(Proofs::name).toList();
    }

    /** Returns the tests by the id that they name in an annotation. */
    <A extends Annotation> SortedMap<String, List<String>> by(Class<A> annotation, Function<A, String[]> ids) {
        SortedMap<String, List<String>> proofs = new TreeMap<>();
        for (Method test : tests) {
            A marker = test.getAnnotation(annotation);
            for (String id : marker == null ? new String[0] : ids.apply(marker)) {
                proofs.computeIfAbsent(id, key -> new ArrayList<>()).add(name(test));
            }
        }
        return proofs;
    }
}
