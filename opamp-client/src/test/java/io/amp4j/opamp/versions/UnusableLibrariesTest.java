package io.amp4j.opamp.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnusableLibrariesTest {

    static Stream<Arguments> classPaths() {
        return Stream.of(
                argumentSet("nothing", List.of(), "no OkHttp", "okhttp-jvm 5.0.0 or newer"),
                argumentSet("no Kotlin", without("kotlin"), "no Kotlin", "kotlin-stdlib 1.9.10 or newer"),
                argumentSet("no Okio", without("okio"), "no Okio", "okio-jvm 3.6.0 or newer"));
    }

    private static List<Path> without(String name) {
        return Libraries.okhttp("4.12.0").stream()
                .filter(jar -> !jar.getFileName().toString().startsWith(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("classPaths")
    @SuppressWarnings("unchecked")
    void saysWhatItFoundAndWhatWorks(List<Path> jars, String found, String works) throws Exception {
        try (URLClassLoader loader = Libraries.loader(jars)) {
            Consumer<String> exchange = (Consumer<String>)
                    loader.loadClass(Exchange.class.getName()).getConstructor().newInstance();
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
