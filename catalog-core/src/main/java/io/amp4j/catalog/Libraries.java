package io.amp4j.catalog;

import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The libraries that parse YAML and JSON. The application chooses their versions, so one may be missing or too old. */
final class Libraries {
    /**
     * A required library.
     *
     * @param artifact its name
     * @param probe a class that every version of it has
     * @param lowest the lowest version that works
     */
    private record Library(String artifact, String probe, String lowest) {}

    private static final List<Library> ALL = List.of(
            new Library("jackson-core", "com.fasterxml.jackson.core.JsonFactory", "2.15"),
            new Library("jackson-dataformat-yaml", "com.fasterxml.jackson.dataformat.yaml.YAMLFactory", "2.15"),
            new Library("snakeyaml", "org.yaml.snakeyaml.LoaderOptions", "1.33"));

    private Libraries() {}

    /** Returns the exception for a missing class, method or field: it names the version found, its jar, and the versions that work. */
    static CatalogException failure(LinkageError cause) {
        List<String> faults = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (Library library : ALL) {
            Class<?> probe = probe(library);
            if (probe == null) {
                faults.add(library.artifact() + " is missing");
                continue;
            }
            String version = version(probe);
            String description = library.artifact() + " " + version + " (" + location(probe) + ")";
            found.add(description);
            if (isBelow(version, library.lowest())) {
                faults.add(description + " is too old");
            }
        }
        String message = "the catalog cannot be read: "
                + (faults.isEmpty()
                        ? "these libraries do not fit together: " + String.join(", ", found)
                        : String.join("; ", faults))
                + "; use jackson-core and jackson-dataformat-yaml 2.15 or newer (2.x, both of one version) and the"
                + " snakeyaml that it brings (" + cause + ")";
        return new CatalogException(
                List.of(Problem.of("library", Severity.ERROR, SourceLocation.whole("class path"), message)), cause);
    }

    private static @Nullable Class<?> probe(Library library) {
        try {
            return Class.forName(library.probe(), false, Libraries.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static String version(Class<?> probe) {
        String version = probe.getPackage().getImplementationVersion();
        if (version != null) {
            return version;
        }
        // An OSGi bundle without the usual entry, as SnakeYAML is: its name has the version.
        String jar = location(probe);
        int end = jar.endsWith(".jar") ? jar.length() - ".jar".length() : jar.length();
        int dash = jar.lastIndexOf('-', end - 1);
        return dash < 0 || dash + 1 >= end || !Character.isDigit(jar.charAt(dash + 1))
                ? "of an unknown version"
                : jar.substring(dash + 1, end);
    }

    private static String location(Class<?> probe) {
        CodeSource source = probe.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null ? "in an unknown place" : location.toString();
    }

    private static boolean isBelow(String version, String lowest) {
        String[] have = version.split("[^0-9]+", 3);
        String[] need = lowest.split("\\.", 3);
        for (int i = 0; i < need.length; i++) {
            int number = i < have.length && !have[i].isEmpty() && have[i].length() < 9 ? Integer.parseInt(have[i]) : -1;
            if (number < 0) {
                return false;
            }
            if (number != Integer.parseInt(need[i])) {
                return number < Integer.parseInt(need[i]);
            }
        }
        return false;
    }
}
