package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the bytes of the client and those of the test kit, which does not depend on it, are used alike. */
class BytesOfTheKitTest {

    private static Set<String> methods(Class<?> type) {
        return new TreeSet<>(Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(BytesOfTheKitTest::described)
                .toList());
    }

    private static String described(Method method) {
        return (Modifier.isStatic(method.getModifiers()) ? "static " : "")
                + method.getReturnType().getSimpleName() + " " + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList() + (method.isVarArgs() ? " varargs" : "");
    }

    @Test
    void haveTheSameMethodsButForUuids() {
        Set<String> kit = methods(io.amp4j.opamp.testing.Bytes.class);

        assertThat(kit).containsAll(methods(Bytes.class));
        kit.removeAll(methods(Bytes.class));
        assertThat(kit).containsExactly("String uuid[]", "static Bytes of[UUID]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "C3a4", "ff80", "000102030405060708090a0b0c0d0e0f"})
    void doTheSame(String hex) {
        Bytes ours = Bytes.fromHex(hex);
        io.amp4j.opamp.testing.Bytes theirs = io.amp4j.opamp.testing.Bytes.fromHex(hex);

        assertThat(theirs.toByteArray()).isEqualTo(ours.toByteArray());
        assertThat(theirs.asByteBuffer()).isEqualTo(ours.asByteBuffer());
        assertThat(theirs.asByteBuffer().isReadOnly()).isTrue();
        assertThat(theirs.toHex()).isEqualTo(ours.toHex()).isEqualToIgnoringCase(hex);
        assertThat(theirs.toText()).isEqualTo(ours.toText());
        assertThat(theirs.size()).isEqualTo(ours.size());
        assertThat(theirs.isEmpty()).isEqualTo(ours.isEmpty());
        assertThat(theirs.hashCode()).isEqualTo(ours.hashCode());
        assertThat(io.amp4j.opamp.testing.Bytes.utf8(theirs.toText()).toByteArray())
                .isEqualTo(Bytes.utf8(ours.toText()).toByteArray());
        ByteBuffer content =
                ByteBuffer.wrap(("x" + hex).getBytes(StandardCharsets.UTF_8)).position(1);
        assertThat(io.amp4j.opamp.testing.Bytes.copyOf(content).toByteArray())
                .isEqualTo(Bytes.copyOf(content).toByteArray());
        assertThat(content.position()).isEqualTo(1);
    }

    @Test
    void areEmptyAlike() {
        assertThat(Bytes.of()).isSameAs(Bytes.EMPTY);
        assertThat(io.amp4j.opamp.testing.Bytes.of()).isSameAs(io.amp4j.opamp.testing.Bytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0g"})
    void refuseTheSame(String hex) {
        assertRefusedAlike(hex, Bytes::fromHex, io.amp4j.opamp.testing.Bytes::fromHex);
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks may pass
    void refuseNullAlike() {
        assertRefusedAlike((byte[]) null, Bytes::of, io.amp4j.opamp.testing.Bytes::of);
        assertRefusedAlike((ByteBuffer) null, Bytes::copyOf, io.amp4j.opamp.testing.Bytes::copyOf);
        assertRefusedAlike((String) null, Bytes::utf8, io.amp4j.opamp.testing.Bytes::utf8);
        assertRefusedAlike((String) null, Bytes::fromHex, io.amp4j.opamp.testing.Bytes::fromHex);
    }

    private static <T> void assertRefusedAlike(
            T argument, Function<T, Bytes> ours, Function<T, io.amp4j.opamp.testing.Bytes> theirs) {
        Throwable refusal = catchThrowable(() -> ours.apply(argument));
        assertThat(refusal).isNotNull();
        assertThat(catchThrowable(() -> theirs.apply(argument)))
                .hasSameClassAs(refusal)
                .hasMessage(refusal.getMessage());
    }

    @Test
    void differInTheirTextAlone() {
        assertThat(Bytes.fromHex("0102")).hasToString("Bytes[2]");
        assertThat(io.amp4j.opamp.testing.Bytes.fromHex("0102")).hasToString("0102");
    }
}
