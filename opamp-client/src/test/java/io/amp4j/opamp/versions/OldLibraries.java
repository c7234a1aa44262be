package io.amp4j.opamp.versions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/** Jars that lack what came with a later version. */
final class OldLibraries {
    private OldLibraries() {}

    /** Returns these jars with another in place of one: under an older name, and without one method of one class. */
    static List<Path> replaced(List<Path> jars, String prefix, Path older, String type, String method)
            throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path jar : jars) {
            boolean isIt = jar.getFileName().toString().startsWith(prefix);
            all.add(isIt ? without(jar, older, type.replace('.', '/') + ".class", method) : jar);
        }
        return all;
    }

    private static Path without(Path jar, Path target, String file, String method) throws IOException {
        int changed = 0;
        try (JarFile from = new JarFile(jar.toFile());
                JarOutputStream to = new JarOutputStream(Files.newOutputStream(target))) {
            for (JarEntry entry : Collections.list(from.entries())) {
                byte[] content = from.getInputStream(entry).readAllBytes();
                if (entry.getName().equals(file)) {
                    content = renamed(content, method);
                    changed++;
                }
                to.putNextEntry(new JarEntry(entry.getName()));
                to.write(content);
            }
        }
        if (changed != 1) {
            throw new IllegalStateException(jar + " has no " + file);
        }
        return target;
    }

    /** The names of methods stand in a class file as they are, so the same number of other letters makes another method of it. */
    private static byte[] renamed(byte[] classFile, String method) {
        String text = new String(classFile, StandardCharsets.ISO_8859_1);
        if (!text.contains(method)) {
            throw new IllegalStateException("there is no method " + method);
        }
        return text.replace(method, "x".repeat(method.length())).getBytes(StandardCharsets.ISO_8859_1);
    }
}
