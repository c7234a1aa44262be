package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.wire.AgentCapabilities;
import io.amp4j.opamp.internal.wire.ServerCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitiesTest {

    @Test
    @Requirement("R-410")
    void agentCapabilitiesAreThoseOfTheProtocolWithTheirMaturity_R410() throws Exception {
        Map<String, String> expected = labelled(
                "AgentCapabilities",
                AgentCapabilities.getDescriptor().toProto().getValueList().stream()
                        .map(value -> Map.entry(value.getName(), value.getNumber()))
                        .toList());
        // The capability has no label, but the field that it stands for is Beta, and the less mature label counts.
        expected.put("REPORTSHEALTH", "2048 BETA");

        Map<String, String> ours = new TreeMap<>();
        for (AgentCapability capability : AgentCapability.values()) {
            ours.put(
                    capability.name().replace("_", ""),
                    capability.bit() + " "
                            + stage(AgentCapability.class
                                    .getField(capability.name())
                                    .getAnnotation(Experimental.class)));
        }
        assertThat(ours).isEqualTo(expected);
    }

    @Test
    @Requirement("R-410")
    void serverCapabilitiesAreThoseOfTheProtocolWithTheirMaturity_R410() throws Exception {
        Map<String, String> expected = labelled(
                "ServerCapabilities",
                ServerCapabilities.getDescriptor().toProto().getValueList().stream()
                        .map(value -> Map.entry(value.getName(), value.getNumber()))
                        .toList());

        Map<String, String> ours = new TreeMap<>();
        for (ServerCapability capability : ServerCapability.values()) {
            ours.put(
                    capability.name().replace("_", ""),
                    capability.bit() + " "
                            + stage(ServerCapability.class
                                    .getField(capability.name())
                                    .getAnnotation(Experimental.class)));
        }
        assertThat(ours).isEqualTo(expected);
    }

    @Test
    void masksHoldAllCapabilitiesAndNothingElse_R146() {
        assertThat(AgentCapability.mask(List.of(AgentCapability.values()))).isEqualTo(AgentCapability.DEFINED_MASK);
        assertThat(ServerCapability.mask(List.of(ServerCapability.values()))).isEqualTo(ServerCapability.DEFINED_MASK);
        assertThat(AgentCapability.DEFINED_MASK).isEqualTo(0xFFFF);
        assertThat(AgentCapability.mask(Set.of())).isZero();
    }

    @Test
    @Requirement("R-173")
    void ignoresBitsWithoutAMeaning_R173() {
        assertThat(ServerCapability.fromMask(0xFF00)).isEmpty();
        assertThat(ServerCapability.fromMask(-1L)).containsExactly(ServerCapability.values());
        assertThat(AgentCapability.fromMask(0x10001)).containsExactly(AgentCapability.REPORTS_STATUS);
        assertThat(AgentCapability.REPORTS_HEALTH.isIn(0x800)).isTrue();
        assertThat(AgentCapability.REPORTS_HEALTH.isIn(~0x800L)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.company.capability", "com.company.capability/v2", "org.a-b.x_1/1.0", "io.x"})
    @Requirement("R-385")
    void takesNamesOfTheFormOfTheProtocol_R385(String name) {
        assertThat(CustomCapabilities.of(List.of(name)).contains(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                "foo bar",
                "com..x",
                ".com.x",
                "com.x.",
                "com.x/",
                "com.x/v 1",
                "com.x/v1/v2",
                "com.-x"
            })
    @Requirement("R-385")
    void refusesNamesOfAnyOtherForm_R385(String name) {
        assertThatThrownBy(() -> CustomCapabilities.of(List.of("com.example.ok", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(": [" + name + "]");
    }

    @Test
    void namesAllWrongNamesTogether() {
        assertThatThrownBy(() -> CustomCapabilities.of(List.of("a", "com.example.ok", "b c")))
                .hasMessageEndingWith(": [a, b c]");
    }

    @Test
    void comparesCustomCapabilitiesWithoutTheirOrder() {
        assertThat(CustomCapabilities.of(List.of("com.a", "com.b", "com.a")))
                .isEqualTo(CustomCapabilities.of(List.of("com.b", "com.a")));
        assertThat(CustomCapabilities.of(List.of("com.b", "com.a")).names()).containsExactly("com.b", "com.a");
    }

    private static Map<String, String> labelled(String type, List<Map.Entry<String, Integer>> values)
            throws IOException {
        JsonNode labels;
        try (InputStream in = AgentCapabilities.class.getResourceAsStream("opamp-proto-facts.json")) {
            labels = new ObjectMapper().readTree(in).get("enum_meta").get(type).get("value_status");
        }
        Map<String, String> expected = new TreeMap<>();
        for (Map.Entry<String, Integer> value : values) {
            if (value.getValue() != 0) {
                JsonNode label = labels.get(value.getKey());
                expected.put(
                        value.getKey().substring(type.length() + 1).toUpperCase(Locale.ROOT),
                        value.getValue() + " "
                                + (label == null ? "" : label.asText().toUpperCase(Locale.ROOT)));
            }
        }
        return expected;
    }

    private static String stage(@Nullable Experimental experimental) {
        return experimental == null ? "" : experimental.value().name();
    }
}
