package io.amp4j.opamp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.WireFormat;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.conformance.Requirement;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the compiled messages against the facts of the specification, in both directions: nothing missing, nothing extra. */
class ProtoFactsTest {
    private static final List<FileDescriptor> FILES = List.of(
            ServerToAgent.getDescriptor().getFile(), AnyValue.getDescriptor().getFile());
    private static final Map<Integer, String> WIRE_TYPES = Map.of(
            WireFormat.WIRETYPE_VARINT, "VARINT",
            WireFormat.WIRETYPE_FIXED64, "I64",
            WireFormat.WIRETYPE_LENGTH_DELIMITED, "LEN",
            WireFormat.WIRETYPE_FIXED32, "I32");

    private final JsonNode facts = read();

    @Test
    @Requirement("R-409")
    @Defect("J35")
    void everyMessageHasTheFieldsOfTheSpecificationAndNoOther() {
        Map<String, Map<String, String>> expected = new TreeMap<>();
        facts.get("messages").properties().forEach(message -> {
            Map<String, String> fields = new TreeMap<>();
            for (JsonNode field : message.getValue().get("fields")) {
                fields.put(field.get("name").asText(), String.join(" ", asExpected(field)));
            }
            expected.put(message.getKey(), fields);
        });

        Map<String, Map<String, String>> compiled = new TreeMap<>();
        for (FileDescriptor file : FILES) {
            for (Descriptor message : file.getMessageTypes()) {
                Map<String, String> fields = new TreeMap<>();
                for (FieldDescriptor field : message.getFields()) {
                    fields.put(field.getName(), String.join(" ", asCompiled(field)));
                }
                compiled.put(message.getName(), fields);
            }
        }

        assertThat(expected).hasSizeGreaterThan(30);
        assertThat(compiled).isEqualTo(expected);
    }

    @Test
    @Requirement("R-409")
    void everyEnumHasTheValuesOfTheSpecificationAndNoOther() {
        Map<String, Map<String, Integer>> expected = new TreeMap<>();
        facts.get("enums").properties().forEach(type -> {
            Map<String, Integer> values = new TreeMap<>();
            type.getValue()
                    .properties()
                    .forEach(
                            value -> values.put(value.getKey(), value.getValue().asInt()));
            expected.put(type.getKey(), values);
        });

        Map<String, Map<String, Integer>> compiled = new TreeMap<>();
        for (FileDescriptor file : FILES) {
            for (EnumDescriptor type : file.getEnumTypes()) {
                Map<String, Integer> values = new TreeMap<>();
                for (EnumValueDescriptor value : type.getValues()) {
                    values.put(value.getName(), value.getNumber());
                }
                compiled.put(type.getName(), values);
            }
        }

        assertThat(expected).hasSizeGreaterThan(9);
        assertThat(compiled).isEqualTo(expected);
    }

    @Test
    void everyMessageHasTheOneofsOfTheSpecificationAndReservesNothing() {
        for (FileDescriptor file : FILES) {
            for (Descriptor message : file.getMessageTypes()) {
                JsonNode fact = facts.get("messages").get(message.getName());
                assertThat(message.getRealOneofs())
                        .as(message.getName())
                        .extracting(OneofDescriptor::getName)
                        .containsExactlyElementsOf(fact.get("oneofs")
                                .valueStream()
                                .map(node -> node.isTextual()
                                        ? node.asText()
                                        : node.get("name").asText())
                                .toList());
                assertThat(message.toProto().getReservedRangeCount()
                                + message.toProto().getReservedNameCount())
                        .as(message.getName())
                        .isEqualTo(fact.get("reserved").size());
            }
        }
    }

    @Test
    @Requirement("R-409")
    void everyFileHasThePackageOfTheSpecificationAndAJavaPackageOfOurOwn() {
        assertThat(facts.get("packages").size()).isEqualTo(FILES.size());
        for (FileDescriptor file : FILES) {
            JsonNode fact = facts.get("packages").get(file.getName());
            assertThat(file.getPackage()).isEqualTo(fact.get("package").asText());
            assertThat(file.toProto().getSyntax()).isEqualTo(fact.get("syntax").asText());
            assertThat(file.getOptions().getJavaPackage()).isEqualTo("io.amp4j.opamp.internal.wire");
        }
    }

    private static List<String> asExpected(JsonNode field) {
        return List.of(
                field.get("number").asText(),
                field.get("type").asText(),
                field.get("label").asText(),
                field.get("presence").asText(),
                field.get("wire_type").asText(),
                field.get("tag").asText());
    }

    private static List<String> asCompiled(FieldDescriptor field) {
        String label = field.isMapField()
                ? "map"
                : field.isRepeated() ? "repeated" : oneofOrOptional(field.getRealContainingOneof());
        String presence = field.isRepeated() ? "none" : field.hasPresence() ? "explicit" : "implicit";
        int wireType = field.getLiteType().getWireType();
        int tag = (field.getNumber() << 3) | wireType;
        return List.of(
                Integer.toString(field.getNumber()),
                typeOf(field),
                label,
                presence,
                WIRE_TYPES.getOrDefault(wireType, "unknown"),
                Integer.toString(tag));
    }

    private static String oneofOrOptional(@Nullable OneofDescriptor oneof) {
        return oneof == null ? "optional" : "oneof:" + oneof.getName();
    }

    private static String typeOf(FieldDescriptor field) {
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            return "map<" + typeOf(entry.findFieldByNumber(1)) + "," + typeOf(entry.findFieldByNumber(2)) + ">";
        }
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getName();
            case ENUM -> field.getEnumType().getName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    }

    private static JsonNode read() {
        try (InputStream in = ProtoFactsTest.class.getResourceAsStream("opamp-proto-facts.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError("cannot read the facts", e);
        }
    }
}
