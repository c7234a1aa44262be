package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttributeValueTest {

    static Stream<Arguments> plainObjects() {
        return Stream.of(
                argumentSet("nothing", null, AttributeValue.empty()),
                argumentSet("a string", "s", AttributeValue.of("s")),
                argumentSet("characters", CharBuffer.wrap("s"), AttributeValue.of("s")),
                argumentSet("a boolean", true, AttributeValue.of(true)),
                argumentSet("a byte", (byte) -1, AttributeValue.of(-1)),
                argumentSet("a short", (short) 2, AttributeValue.of(2)),
                argumentSet("an int", 3, AttributeValue.of(3)),
                argumentSet("a long", Long.MIN_VALUE, AttributeValue.of(Long.MIN_VALUE)),
                argumentSet("a float", 0.5f, AttributeValue.of(0.5)),
                argumentSet("a double", Double.NaN, AttributeValue.of(Double.NaN)),
                argumentSet("an array of bytes", new byte[] {1}, new AttributeValue.Binary(Bytes.of((byte) 1))),
                argumentSet("bytes", Bytes.EMPTY, new AttributeValue.Binary(Bytes.EMPTY)),
                argumentSet("a value", AttributeValue.of(1), AttributeValue.of(1)),
                argumentSet(
                        "a list of anything",
                        Arrays.asList(1L, null, "x"),
                        new AttributeValue.ListOf(
                                List.of(AttributeValue.of(1), AttributeValue.empty(), AttributeValue.of("x")))),
                argumentSet(
                        "a map of anything",
                        Map.of("k", List.of()),
                        new AttributeValue.MapOf(Map.of("k", new AttributeValue.ListOf(List.of())))));
    }

    @ParameterizedTest
    @MethodSource("plainObjects")
    void convertsPlainObjectsOfEveryKind(@Nullable Object plain, AttributeValue expected) {
        assertThat(AttributeValue.from(plain)).isEqualTo(expected);
    }

    @Test
    void refusesObjectsOfOtherKindsByTheirTypeAlone() {
        assertThatThrownBy(() -> AttributeValue.from(new Thread("hunter2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("an attribute cannot hold a java.lang.Thread; use a string,")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> AttributeValue.from(Map.of(1, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the keys of an attribute that is a map must be strings: java.lang.Integer");
    }

    @Test
    void nestsThirtyLevelsAndNoDeeper() {
        AttributeValue value = AttributeValue.empty();
        for (int level = 2; level <= 30; level++) {
            value = level % 2 == 0
                    ? new AttributeValue.ListOf(List.of(value))
                    : new AttributeValue.MapOf(Map.of("k", value));
        }
        AttributeValue deepest = value;

        assertThat(deepest.depth()).isEqualTo(30);
        assertThatThrownBy(() -> new AttributeValue.ListOf(List.of(deepest)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an attribute value must not nest deeper than 30 levels: 31");
        assertThatThrownBy(() -> new AttributeValue.MapOf(Map.of("k", deepest)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPlainListThatContainsItself() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> AttributeValue.from(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deeper than 30 levels");
    }

    @Test
    void copiesListsAndMaps() {
        List<AttributeValue> list = new ArrayList<>(List.of(AttributeValue.of(1)));
        Map<String, AttributeValue> map = new LinkedHashMap<>(Map.of("k", AttributeValue.of(1)));
        AttributeValue.ListOf listOf = new AttributeValue.ListOf(list);
        AttributeValue.MapOf mapOf = new AttributeValue.MapOf(map);
        list.clear();
        map.clear();

        assertThat(listOf.values()).hasSize(1);
        assertThat(mapOf.values()).hasSize(1);
        assertThatThrownBy(() -> mapOf.values().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void comparesMapsWithoutTheirOrderButKeepsIt() {
        Map<String, AttributeValue> forward = new LinkedHashMap<>();
        Map<String, AttributeValue> backward = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            forward.put("k" + i, AttributeValue.of(i));
            backward.put("k" + (9 - i), AttributeValue.of(9 - i));
        }

        AttributeValue.MapOf one = new AttributeValue.MapOf(forward);
        assertThat(one).isEqualTo(new AttributeValue.MapOf(backward));
        assertThat(one.values().keySet()).containsExactlyElementsOf(forward.keySet());
    }
}
