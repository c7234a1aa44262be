package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okio.AsyncTimeout;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Checks the libraries that the client needs, uses them once before any other code does, and describes what is wrong if one is missing or
 * has another version. The class that describes refers to none of them, so that it can be loaded whatever is missing.
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

    private static final Pattern VERSION = Pattern.compile("-(\\d[^/\\\\!]{0,80}?)\\.jar");

    private static final AtomicReference<@Nullable LinkageError> FAILED = new AtomicReference<>();

    private static volatile boolean used;

    private RequiredLibraries() {}

    /**
     * Checks that they are present, without running any of their code, which would take some hundred milliseconds in a new JVM.
     *
     * @throws LinkageError if one is missing
     */
    public static void find() {
        // Looking up the methods of a type also loads the types of other libraries that they name.
        int unused = Named.types().stream()
                .mapToInt(type -> type.getDeclaredMethods().length)
                .sum();
    }

    /**
     * Uses them, which takes some hundred milliseconds the first time.
     *
     * @throws LinkageError if one is incompatible; after the first failure the same error again, because later errors of the JVM say less
     */
    public static void use() {
        if (used) {
            return;
        }
        LinkageError before = FAILED.get();
        if (before != null) {
            throw before;
        }
        try {
            Use.everything();
            used = true;
        } catch (LinkageError e) {
            FAILED.compareAndSet(null, e);
            throw e;
        }
    }

    /** Returns a text that says what is wrong and what to do. */
    public static String explain(LinkageError e) {
        return explanation(e)
                .orElseGet(
                        () -> "the client cannot run: a class that it needs is missing or of another version ("
                                + what(e)
                                + "); the client is " + location(RequiredLibraries.class)
                                + ": see that its dependencies are on the class path, in the versions that its pom names or newer");
    }

    /** Returns that text if the error is about one of the libraries. */
    public static Optional<String> explanation(LinkageError e) {
        String text = String.valueOf(root(e).getMessage()).replace('/', '.');
        for (Library library : LIBRARIES) {
            // In all such messages the missing class comes first; the class that refers to it may follow.
            Matcher matcher =
                    Pattern.compile("(?<![\\w.])" + library.packages + "\\.\\w").matcher(text);
            if (matcher.find() && isFirst(text, matcher.start())) {
                return Optional.of("the client cannot run: it found " + found(library) + " (" + what(e)
                        + "); it works with " + library.works
                        + ": set that version in your build, or take away what brings the other");
            }
        }
        return Optional.empty();
    }

    private static String what(LinkageError e) {
        Throwable root = root(e);
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        for (int depth = 0; root.getCause() != null && depth < 10; depth++) {
            root = root.getCause();
        }
        return root;
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
            // Not from the protection domain, which custom class loaders leave empty.
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

    /** A class of its own, for the same reason as below. */
    private static final class Named {
        static List<Class<?>> types() {
            return List.of(OkHttpClient.Builder.class, Okio.class);
        }
    }

    /** A class of its own, because linking it may fail. */
    private static final class Use {
        static void everything() {
            HttpClients clients = new HttpClients(null, 1, Duration.ofSeconds(1));
            // Without a call of the proxy selector.
            HttpClients.Route route = route(clients);
            Request request = new Request.Builder()
                    .url(route.url())
                    .tag(CallWatch.class, clients.watch())
                    .build();
            route.client().newCall(request).cancel();
            route.client().hostnameVerifier();
            ConnectionSpec.MODERN_TLS.cipherSuites();
            new AsyncTimeout().timeoutNanos();
            try {
                Okio.buffer(Okio.source(new ByteArrayInputStream(new byte[0]))).exhausted();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            clients.close();
        }

        private static HttpClients.Route route(HttpClients clients) {
            ConnectionTarget target = ConnectionTarget.builder(URI.create("http://localhost/"))
                    .proxy(ProxySettings.DIRECT)
                    .build();
            try {
                return clients.route(target);
            } catch (ProxyException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
