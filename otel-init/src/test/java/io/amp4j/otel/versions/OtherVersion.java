package io.amp4j.otel.versions;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The jars of a version of OpenTelemetry that the build has copied. */
public record OtherVersion(String version) {
    /** Everything from the oldest to the newest that works; each but the last is what some framework brings. */
    public static final List<OtherVersion> ALL = Stream.of(
                    "1.43.0", "1.44.1", "1.49.0", "1.54.1", "1.55.0", "1.57.0", "1.62.0", "1.67.0", "1.68.0")
            .map(OtherVersion::new)
            .toList();

    public static final OtherVersion TOO_OLD = new OtherVersion("1.36.0");

    private static final Path JARS = Path.of("target", "opentelemetry").toAbsolutePath();
    private static final Pattern SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);
    private static final Pattern OPENTELEMETRY = Pattern.compile("opentelemetry-(?!proto)[a-z-]+-\\d.*\\.jar");

    List<Path> jars() {
        try (Stream<Path> jars = Files.list(JARS.resolve(version))) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path of the tests with the jars of this version in place of those that the build uses. */
    List<Path> classPath() {
        List<Path> paths = new ArrayList<>(jars());
        for (String entry : SEPARATOR.split(System.getProperty("java.class.path"), -1)) {
            Path path = Path.of(entry);
            if (!OPENTELEMETRY.matcher(path.getFileName().toString()).matches()) {
                paths.add(path.toAbsolutePath());
            }
        }
        return paths;
    }

    /** A class loader with the API of {@code api} and everything else as in {@link #load()}, without the jar {@code missing}. */
    public URLClassLoader load(OtherVersion api, String missing) {
        Stream<Path> own = classPath().stream().filter(jar -> !isOfApi(jar));
        return loader(Stream.concat(api.jars().stream().filter(OtherVersion::isOfApi), own)
                .filter(jar -> !jar.getFileName().toString().matches(Pattern.quote(missing) + "-\\d.*")));
    }

    private static boolean isOfApi(Path jar) {
        return jar.getFileName().toString().matches("opentelemetry-(api|context|common)-\\d.*");
    }

    /** A class loader that sees {@link #classPath()} and nothing of the tests' own classes. */
    public URLClassLoader load() {
        return loader(classPath().stream());
    }

    /** The same without {@code java.net.http} and the other modules of the JDK that the boot loader does not have. */
    public URLClassLoader loadOverBootLoader() {
        return new URLClassLoader(classPath().stream().map(OtherVersion::url).toArray(URL[]::new), null);
    }

    private static URLClassLoader loader(Stream<Path> classPath) {
        return new URLClassLoader(
                classPath.map(OtherVersion::url).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return version;
    }
}
