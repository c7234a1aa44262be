package io.amp4j.opamp.internal.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.ConnectionSpec;
import okhttp3.Request;
import okio.AsyncTimeout;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Uses the classes of other libraries once, before anything starts, and says in words what is wrong with one that is missing or of another
 * version. What explains refers to none of them, so that it can be loaded whatever is missing.
 */
public final class RequiredLibraries {
    private record Library(String name, String packages, String witness, String works) {}

    private static final List<Library> LIBRARIES = List.of(
            new Library(
                    "Kotlin's standard library",
                    "kotlin",
                    "kotlin.KotlinVersion",
                    "org.jetbrains.kotlin:kotlin-stdlib 1.9.10 or newer (2.x for OkHttp 5)"),
            new Library("Okio", "okio", "okio.Okio", "com.squareup.okio:okio-jvm 3.6.0 or newer"),
            new Library(
                    "OkHttp",
                    "okhttp3",
                    "okhttp3.OkHttpClient",
                    "com.squareup.okhttp3:okhttp 4.12.0 or com.squareup.okhttp3:okhttp-jvm 5.0.0 or newer"));

    private static final Pattern VERSION = Pattern.compile("-(\\d[^/\\\\!]*?)\\.jar");

    private static final AtomicReference<@Nullable LinkageError> FAILED = new AtomicReference<>();

    private RequiredLibraries() {}

    /**
     * Loads them.
     *
     * @throws LinkageError the same as the first time, if it failed before: later ones say less
     */
    public static void load() {
        LinkageError before = FAILED.get();
        if (before != null) {
            throw before;
        }
        try {
            Use.everything();
        } catch (LinkageError e) {
            FAILED.compareAndSet(null, e);
            throw e;
        }
    }

    /** Returns what is wrong and what to do, in words. */
    public static String explain(LinkageError e) {
        Throwable root = e;
        for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
            root = root.getCause();
        }
        String what = root.getClass().getSimpleName() + ": " + root.getMessage();
        String text = String.valueOf(root.getMessage()).replace('/', '.');
        for (Library library : LIBRARIES) {
            // The class that is missing comes first in all such messages; who misses it may follow.
            Matcher matcher =
                    Pattern.compile("(?<![\\w.])" + library.packages + "\\.\\w").matcher(text);
            if (matcher.find() && isFirst(text, matcher.start())) {
                return "the client cannot run: it found " + found(library) + " (" + what + "); it works with "
                        + library.works + ": set that version in your build, or take away what brings the other";
            }
        }
        return "the client cannot run: a class that it needs is missing or of another version (" + what
                + "); the client is " + location(RequiredLibraries.class)
                + ": see that its dependencies are on the class path, in the versions that its pom names or newer";
    }

    private static boolean isFirst(String text, int at) {
        return LIBRARIES.stream()
                .map(library -> Pattern.compile("(?<![\\w.])" + library.packages + "\\.\\w")
                        .matcher(text))
                .allMatch(matcher -> !matcher.find() || matcher.start() >= at);
    }

    private static String found(Library library) {
        try {
            String location = location(Class.forName(library.witness, false, RequiredLibraries.class.getClassLoader()));
            Matcher version = VERSION.matcher(location);
            return library.name + " " + (version.find() ? version.group(1) : "of unknown version") + " in " + location;
        } catch (ClassNotFoundException | LinkageError e) {
            return "no " + library.name;
        }
    }

    private static String location(Class<?> type) {
        try {
            // Not from the protection domain, which programs that load classes in their own way leave empty.
            String file = type.getName().replace('.', '/') + ".class";
            ClassLoader loader = type.getClassLoader();
            URL url = loader == null ? null : loader.getResource(file);
            if (url == null) {
                return "an unknown place";
            }
            String text = url.toString();
            int end = text.toLowerCase(Locale.ROOT).lastIndexOf("!/");
            return end < 0 ? text : text.substring(0, end).replaceFirst("^jar:", "");
        } catch (RuntimeException e) {
            return "an unknown place";
        }
    }

    /** Apart, since linking it is what may fail. */
    private static final class Use {
        static void everything() {
            HttpClients clients = new HttpClients(1, Duration.ofSeconds(1));
            HttpClients.Route route = clients.route(ConnectionTarget.of(URI.create("http://localhost/")));
            Request request = new Request.Builder()
                    .url(route.url())
                    .tag(CallWatch.class, clients.watch())
                    .build();
            route.client().newCall(request).cancel();
            clients.hostnameVerifier();
            ConnectionSpec.MODERN_TLS.cipherSuites();
            new AsyncTimeout().timeoutNanos();
            try {
                Okio.buffer(Okio.source(new ByteArrayInputStream(new byte[0]))).exhausted();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            clients.close();
        }
    }
}
