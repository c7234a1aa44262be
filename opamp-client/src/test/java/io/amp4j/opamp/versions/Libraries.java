package io.amp4j.opamp.versions;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import io.amp4j.opamp.OpampClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Class paths with the client and chosen jars of other libraries. */
final class Libraries {
    private Libraries() {}

    /** Returns a class loader that sees nothing of the test's own class path but the client, its protobuf and {@link Exchange}. */
    static URLClassLoader loader(List<Path> jars) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (Class<?> type : List.of(OpampClient.class, Message.class, Exchange.class)) {
            urls.add(type.getProtectionDomain().getCodeSource().getLocation());
        }
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    /** Returns the jars that the build has fetched for a version of OkHttp, as its own pom names them. */
    static List<Path> okhttp(String version) {
        try (Stream<Path> files = Files.list(target().resolve("okhttp").resolve(version))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path target() {
        try {
            URL classes = Libraries.class.getProtectionDomain().getCodeSource().getLocation();
            return requireNonNull(Path.of(classes.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
