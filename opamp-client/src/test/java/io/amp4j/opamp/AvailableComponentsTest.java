package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.conformance.Requirement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AvailableComponentsTest {

    @Test
    @Requirement("R-372")
    void alwaysHasAHash_R372() {
        assertThat(AvailableComponents.of(Map.of()).hash().bytes().size()).isEqualTo(32);
    }

    @Test
    @Requirement("R-373")
    void hashesTheSameComponentsEquallyInAnyOrder_R373() {
        Random random = new Random(73);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            names.add("component-" + i);
        }
        AvailableComponents first = components(names);
        for (int i = 0; i < 50; i++) {
            Collections.shuffle(names, random);
            AvailableComponents shuffled = components(names);
            assertThat(shuffled.hash()).isEqualTo(first.hash());
            assertThat(shuffled).isEqualTo(first).hasSameHashCodeAs(first);
            assertThat(shuffled.components().keySet()).containsExactlyElementsOf(names);
        }
    }

    /** The values come from a second implementation of the form that is hashed; they must be the same in every process. */
    @Test
    @Requirement("R-373")
    void hashesToValuesThatNeverChange_R373() {
        assertThat(AvailableComponents.of(Map.of()).hash())
                .hasToString("913746d244054c52f4ebb800dfc43365cc940592f32df684ba631402701686b7");
        Map<String, AttributeValue> metadata = Map.of(
                "s", AttributeValue.of("grüße"),
                "t", AttributeValue.of(true),
                "i", AttributeValue.of(-1),
                "d", AttributeValue.of(0.5),
                "b", new AttributeValue.Binary(Bytes.of((byte) 1, (byte) 2)),
                "l", new AttributeValue.ListOf(List.of(AttributeValue.of(1), AttributeValue.empty())),
                "m", new AttributeValue.MapOf(Map.of("x", AttributeValue.of("y"))));
        // In UTF-16 the first of these two sorts behind the second, in UTF-8 before it.
        ComponentDetails details = ComponentDetails.of(
                metadata,
                Map.of("\uFF21", ComponentDetails.of(Map.of()), "\uD83D\uDE00", ComponentDetails.of(Map.of())));
        assertThat(AvailableComponents.of(Map.of("receiver", details)).hash())
                .hasToString("5a5675eeb4c62e5c9626fcb9ef167425afdea9f805ecdcb184498863bb9864c1");
    }

    @Test
    void hashesWhateverDiffersDifferently() {
        List<Map<String, ComponentDetails>> different = List.of(
                Map.of(),
                Map.of("a", ComponentDetails.of(Map.of())),
                Map.of("b", ComponentDetails.of(Map.of())),
                Map.of("a", ComponentDetails.of(Map.of()), "b", ComponentDetails.of(Map.of())),
                Map.of("a", ComponentDetails.of(Map.of(), Map.of("b", ComponentDetails.of(Map.of())))),
                with(AttributeValue.of("")),
                with(AttributeValue.empty()),
                with(AttributeValue.of("1")),
                with(AttributeValue.of(1)),
                with(AttributeValue.of(true)),
                with(AttributeValue.of(1.0)),
                with(new AttributeValue.Binary(Bytes.utf8("1"))),
                with(new AttributeValue.ListOf(List.of())),
                with(new AttributeValue.MapOf(Map.of())),
                with(new AttributeValue.ListOf(List.of(AttributeValue.of("ab"), AttributeValue.of("c")))),
                with(new AttributeValue.ListOf(List.of(AttributeValue.of("a"), AttributeValue.of("bc")))));

        Set<Hash> hashes = new HashSet<>();
        different.forEach(
                components -> hashes.add(AvailableComponents.of(components).hash()));

        assertThat(hashes).hasSameSizeAs(different);
    }

    @Test
    @Requirement("R-380")
    void nestsFortyLevelsAndNoDeeper_R380() {
        ComponentDetails details = ComponentDetails.of(Map.of());
        for (int level = 2; level <= 40; level++) {
            details = ComponentDetails.of(Map.of(), Map.of("c", details));
        }
        ComponentDetails deepest = details;

        assertThat(AvailableComponents.of(Map.of("c", deepest)).hash().isEmpty())
                .isFalse();
        assertThatThrownBy(() -> ComponentDetails.of(Map.of(), Map.of("c", deepest)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("component details must not nest deeper than 40 levels: 41");
    }

    private static Map<String, ComponentDetails> with(AttributeValue value) {
        return Map.of("a", ComponentDetails.of(Map.of("k", value)));
    }

    private static AvailableComponents components(List<String> names) {
        Map<String, ComponentDetails> components = new LinkedHashMap<>();
        for (String name : names) {
            Map<String, AttributeValue> metadata = new LinkedHashMap<>();
            names.forEach(key -> metadata.put(key, AttributeValue.of(name)));
            components.put(name, ComponentDetails.of(metadata));
        }
        return AvailableComponents.of(components);
    }
}
