package io.amp4j.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file with places that are marked by {@code @name@}. */
record Template(String text) {

    static Template read(String name) throws IOException {
        return new Template(Files.readString(Path.of("programs", name)));
    }

    Template with(String name, String value) {
        return new Template(text.replace("@" + name + "@", value));
    }

    /** Returns the import of a BOM. */
    static String bom(String coordinates) {
        return dependency(coordinates).replace("</dependency>", "<type>pom</type><scope>import</scope></dependency>");
    }

    /** Returns a dependency, with or without its version and its scope. */
    static String dependency(String coordinates) {
        List<String> parts = List.of(coordinates.split(":", -1));
        String version = parts.size() > 2 ? "<version>" + parts.get(2) + "</version>" : "";
        String scope = parts.size() > 3 ? "<scope>" + parts.get(3) + "</scope>" : "";
        return "<dependency><groupId>" + parts.get(0) + "</groupId><artifactId>" + parts.get(1) + "</artifactId>"
                + version + scope + "</dependency>\n";
    }
}
