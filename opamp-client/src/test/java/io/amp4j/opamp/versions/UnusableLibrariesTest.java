package io.amp4j.opamp.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UnusableLibrariesTest {

    static Stream<Arguments> classPaths() {
        return Stream.of(
                argumentSet("nothing", List.of(), "no OkHttp", "okhttp-jvm 5.0.0 or newer"),
                argumentSet("no Kotlin", without("kotlin"), "no Kotlin", "kotlin-stdlib 1.9.10 or newer"),
                argumentSet("no Okio", without("okio"), "no Okio", "okio-jvm 3.6.0 or newer"));
    }

    @ParameterizedTest
    @CsvSource({
        "okhttp, okhttp-4.0.1.jar, okhttp3.OkHttpClient$Builder, eventListenerFactory, OkHttp 4.0.1,"
                + " com.squareup.okhttp3:okhttp 4.12.0",
        "okio, okio-jvm-2.2.0.jar, okio.Timeout, timeoutNanos, Okio 2.2.0, com.squareup.okio:okio-jvm 3.6.0 or newer",
        "kotlin, kotlin-stdlib-1.3.72.jar, kotlin.jvm.internal.Intrinsics, checkNotNullParameter,"
                + " Kotlin's standard library 1.3.72, org.jetbrains.kotlin:kotlin-stdlib 1.9.10 or newer"
    })
    void saysWhichLibraryIsTooOld(
            String prefix, String jar, String type, String method, String found, String works, @TempDir Path folder)
            throws Exception {
        Path old = folder.resolve(jar);
        List<Path> jars = OldLibraries.replaced(Libraries.okhttp("4.12.0"), prefix, old, type, method);
        try (URLClassLoader loader = Libraries.loader(jars)) {
            Consumer<String> exchange = exchange(loader);
            for (int i = 0; i < 2; i++) {
                Throwable thrown = catchThrowable(() -> exchange.accept("http://127.0.0.1:1/"));
                // Told by the callbacks: the program does not wait in build() until all libraries are loaded.
                assertThat(thrown)
                        .hasMessageContaining("the client cannot run: it found " + found + " in "
                                + old.toUri().toURL() + " (NoSuchMethodError")
                        .hasMessageContaining(method)
                        .hasMessageContaining("; it works with " + works);
                assertThat(thrown.getCause()).isInstanceOf(LinkageError.class);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Consumer<String> exchange(ClassLoader loader) throws ReflectiveOperationException {
        return (Consumer<String>)
                loader.loadClass(Exchange.class.getName()).getConstructor().newInstance();
    }

    private static List<Path> without(String name) {
        return Libraries.okhttp("4.12.0").stream()
                .filter(jar -> !jar.getFileName().toString().startsWith(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("classPaths")
    void saysWhatItFoundAndWhatWorks(List<Path> jars, String found, String works) throws Exception {
        try (URLClassLoader loader = Libraries.loader(jars)) {
            Consumer<String> exchange = exchange(loader);
            // The second try says the same, though classes that failed to initialize then fail otherwise.
            for (int i = 0; i < 2; i++) {
                Throwable thrown = catchThrowable(() -> exchange.accept("http://127.0.0.1:1/"));
                assertThat(thrown.getClass().getName()).isEqualTo("io.amp4j.opamp.OpampException");
                assertThat(thrown).hasMessageContaining(found).hasMessageContaining(works);
                assertThat(thrown.getCause()).isInstanceOf(LinkageError.class);
            }
        }
    }
}
