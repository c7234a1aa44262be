package io.amp4j.opamp.internal.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ComponentDetails;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.wire.AgentToServer;
import io.amp4j.opamp.internal.wire.AnyValue;
import io.amp4j.opamp.internal.wire.KeyValue;
import io.amp4j.opamp.internal.wire.RemoteConfigStatuses;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads an {@code AgentToServer} back, as a server would, in code that shares nothing with the encoder. */
final class WireReader {
    private WireReader() {}

    /** Returns the message but for the available components, which do not come back from a hash. */
    static AgentMessage read(byte[] bytes) throws InvalidProtocolBufferException {
        AgentToServer wire = AgentToServer.parseFrom(bytes);
        AgentMessage.Builder message = AgentMessage.builder(
                        InstanceUid.of(wire.getInstanceUid().toByteArray()),
                        wire.getSequenceNum(),
                        wire.getCapabilities())
                .flags(wire.getFlags());
        if (wire.hasAgentDescription()) {
            AgentDescription.Builder description = AgentDescription.builder();
            attributes(wire.getAgentDescription().getIdentifyingAttributesList())
                    .forEach(description::identifying);
            attributes(wire.getAgentDescription().getNonIdentifyingAttributesList())
                    .forEach(description::nonIdentifying);
            message.agentDescription(description.build());
        }
        if (wire.hasHealth()) {
            message.health(health(wire.getHealth()));
        }
        if (wire.hasEffectiveConfig()) {
            message.effectiveConfig(EffectiveConfig.of(
                    ServerMessageDecoder.files(wire.getEffectiveConfig().getConfigMap())));
        }
        if (wire.hasRemoteConfigStatus()) {
            message.remoteConfigStatus(RemoteConfigStatus.of(
                    Hash.of(wire.getRemoteConfigStatus()
                            .getLastRemoteConfigHash()
                            .toByteArray()),
                    status(wire.getRemoteConfigStatus().getStatus()),
                    wire.getRemoteConfigStatus().getErrorMessage()));
        }
        if (wire.hasCustomCapabilities()) {
            message.customCapabilities(CustomCapabilities.announced(
                    new LinkedHashSet<>(wire.getCustomCapabilities().getCapabilitiesList())));
        }
        if (wire.hasCustomMessage()) {
            message.customMessage(CustomMessage.of(
                    wire.getCustomMessage().getCapability(),
                    wire.getCustomMessage().getType(),
                    Bytes.of(wire.getCustomMessage().getData().toByteArray())));
        }
        if (wire.hasAgentDisconnect()) {
            message.disconnect();
        }
        return message.build();
    }

    private static RemoteConfigStatus.Status status(RemoteConfigStatuses wire) {
        return switch (wire) {
            case RemoteConfigStatuses_UNSET -> RemoteConfigStatus.Status.UNSET;
            case RemoteConfigStatuses_APPLIED -> RemoteConfigStatus.Status.APPLIED;
            case RemoteConfigStatuses_APPLYING -> RemoteConfigStatus.Status.APPLYING;
            case RemoteConfigStatuses_FAILED -> RemoteConfigStatus.Status.FAILED;
            case UNRECOGNIZED -> throw new AssertionError("an unknown status");
        };
    }

    static Map<String, ComponentDetails> components(
            Map<String, io.amp4j.opamp.internal.wire.ComponentDetails> components) {
        Map<String, ComponentDetails> values = new LinkedHashMap<>();
        components.forEach((name, details) -> values.put(
                name,
                ComponentDetails.of(
                        attributes(details.getMetadataList()), components(details.getSubComponentMapMap()))));
        return values;
    }

    static ComponentHealth health(io.amp4j.opamp.internal.wire.ComponentHealth wire) {
        ComponentHealth.Builder health = ComponentHealth.builder(wire.getHealthy())
                .startTime(Instant.ofEpochSecond(0, wire.getStartTimeUnixNano()))
                .lastError(wire.getLastError())
                .status(wire.getStatus())
                .statusTime(Instant.ofEpochSecond(0, wire.getStatusTimeUnixNano()));
        wire.getComponentHealthMapMap().forEach((name, part) -> health.component(name, health(part)));
        attributes(wire.getAttributesList()).forEach(health::attribute);
        return health.build();
    }

    private static Map<String, AttributeValue> attributes(List<KeyValue> attributes) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        attributes.forEach(attribute -> values.put(attribute.getKey(), value(attribute.getValue())));
        return values;
    }

    private static AttributeValue value(AnyValue wire) {
        return switch (wire.getValueCase()) {
            case STRING_VALUE -> AttributeValue.of(wire.getStringValue());
            case BOOL_VALUE -> AttributeValue.of(wire.getBoolValue());
            case INT_VALUE -> AttributeValue.of(wire.getIntValue());
            case DOUBLE_VALUE -> AttributeValue.of(wire.getDoubleValue());
            case BYTES_VALUE ->
                new AttributeValue.Binary(Bytes.of(wire.getBytesValue().toByteArray()));
            case ARRAY_VALUE ->
                new AttributeValue.ListOf(wire.getArrayValue().getValuesList().stream()
                        .map(WireReader::value)
                        .toList());
            case KVLIST_VALUE ->
                new AttributeValue.MapOf(attributes(wire.getKvlistValue().getValuesList()));
            case VALUE_NOT_SET -> AttributeValue.empty();
        };
    }
}
