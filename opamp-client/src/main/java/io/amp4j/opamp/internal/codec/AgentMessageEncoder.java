package io.amp4j.opamp.internal.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.amp4j.opamp.AttributeValue;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.internal.wire.AgentConfigFile;
import io.amp4j.opamp.internal.wire.AgentConfigMap;
import io.amp4j.opamp.internal.wire.AgentDescription;
import io.amp4j.opamp.internal.wire.AgentDisconnect;
import io.amp4j.opamp.internal.wire.AgentToServer;
import io.amp4j.opamp.internal.wire.AvailableComponents;
import io.amp4j.opamp.internal.wire.CertificateRequest;
import io.amp4j.opamp.internal.wire.ComponentDetails;
import io.amp4j.opamp.internal.wire.ComponentHealth;
import io.amp4j.opamp.internal.wire.ConnectionSettingsRequest;
import io.amp4j.opamp.internal.wire.CustomCapabilities;
import io.amp4j.opamp.internal.wire.CustomMessage;
import io.amp4j.opamp.internal.wire.EffectiveConfig;
import io.amp4j.opamp.internal.wire.KeyValue;
import io.amp4j.opamp.internal.wire.OpAMPConnectionSettingsRequest;
import io.amp4j.opamp.internal.wire.RemoteConfigStatus;
import io.amp4j.opamp.internal.wire.RemoteConfigStatuses;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Encodes a message as an {@code AgentToServer}. The same message always gives the same bytes. */
public final class AgentMessageEncoder {
    private AgentMessageEncoder() {}

    /** Returns the bytes of {@code message}, without any framing. */
    public static byte[] encode(AgentMessage message) {
        return toWire(message).toByteArray();
    }

    private static AgentToServer toWire(AgentMessage message) {
        AgentToServer.Builder wire = AgentToServer.newBuilder()
                .setInstanceUid(bytes(message.instanceUid().toBytes()))
                .setSequenceNum(message.sequenceNumber())
                .setCapabilities(message.capabilities())
                .setFlags(message.flags());
        if (message.agentDescription() != null) {
            wire.setAgentDescription(AgentDescription.newBuilder()
                    .addAllIdentifyingAttributes(
                            attributes(message.agentDescription().identifying()))
                    .addAllNonIdentifyingAttributes(
                            attributes(message.agentDescription().nonIdentifying())));
        }
        if (message.health() != null) {
            wire.setHealth(health(message.health()));
        }
        if (message.effectiveConfig() != null) {
            wire.setEffectiveConfig(EffectiveConfig.newBuilder()
                    .setConfigMap(configMap(message.effectiveConfig().files())));
        }
        if (message.remoteConfigStatus() != null) {
            wire.setRemoteConfigStatus(remoteConfigStatus(message.remoteConfigStatus()));
        }
        if (message.connectionSettingsStatus() != null) {
            wire.setConnectionSettingsStatus(ConnectionFormat.status(message.connectionSettingsStatus()));
        }
        if (message.packageStatuses() != null) {
            wire.setPackageStatuses(PackagesFormat.statuses(message.packageStatuses()));
        }
        if (message.certificateRequest() != null) {
            wire.setConnectionSettingsRequest(ConnectionSettingsRequest.newBuilder()
                    .setOpamp(OpAMPConnectionSettingsRequest.newBuilder()
                            .setCertificateRequest(
                                    CertificateRequest.newBuilder().setCsr(bytes(message.certificateRequest())))));
        }
        if (message.isDisconnect()) {
            // An empty message, whose presence is its meaning.
            wire.setAgentDisconnect(AgentDisconnect.getDefaultInstance());
        }
        if (message.customCapabilities() != null) {
            wire.setCustomCapabilities(CustomCapabilities.newBuilder()
                    .addAllCapabilities(message.customCapabilities().names()));
        }
        if (message.customMessage() != null) {
            wire.setCustomMessage(CustomMessage.newBuilder()
                    .setCapability(message.customMessage().capability())
                    .setType(message.customMessage().type())
                    .setData(bytes(message.customMessage().data())));
        }
        if (message.availableComponents() != null) {
            AvailableComponents.Builder components = AvailableComponents.newBuilder()
                    .setHash(bytes(message.availableComponents().hash().bytes()));
            if (message.areComponentsListed()) {
                message.availableComponents()
                        .components()
                        .forEach((name, details) -> components.putComponents(name, details(details)));
            }
            wire.setAvailableComponents(components);
        }
        return wire.build();
    }

    private static ComponentHealth health(io.amp4j.opamp.ComponentHealth health) {
        ComponentHealth.Builder wire = ComponentHealth.newBuilder()
                .setHealthy(health.isHealthy())
                .setStartTimeUnixNano(unixNanos(health.startTime()))
                .setLastError(health.lastError())
                .setStatus(health.status())
                .setStatusTimeUnixNano(unixNanos(health.statusTime()))
                .addAllAttributes(attributes(health.attributes()));
        health.components().forEach((name, component) -> wire.putComponentHealthMap(name, health(component)));
        return wire.build();
    }

    private static ComponentDetails details(io.amp4j.opamp.ComponentDetails details) {
        ComponentDetails.Builder wire = ComponentDetails.newBuilder().addAllMetadata(attributes(details.metadata()));
        details.components().forEach((name, component) -> wire.putSubComponentMap(name, details(component)));
        return wire.build();
    }

    static AgentConfigMap configMap(Map<String, ConfigFile> files) {
        AgentConfigMap.Builder wire = AgentConfigMap.newBuilder();
        files.forEach((name, file) -> wire.putConfigMap(
                name,
                AgentConfigFile.newBuilder()
                        .setBody(bytes(file.body()))
                        .setContentType(file.contentType())
                        .build()));
        return wire.build();
    }

    static RemoteConfigStatus remoteConfigStatus(io.amp4j.opamp.RemoteConfigStatus status) {
        RemoteConfigStatus.Builder wire = RemoteConfigStatus.newBuilder()
                .setLastRemoteConfigHash(bytes(status.hash().bytes()))
                .setErrorMessage(status.errorMessage());
        switch (status.status()) {
            case UNSET -> wire.setStatus(RemoteConfigStatuses.RemoteConfigStatuses_UNSET);
            case APPLIED -> wire.setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
            case APPLYING -> wire.setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLYING);
            case FAILED -> wire.setStatus(RemoteConfigStatuses.RemoteConfigStatuses_FAILED);
        }
        return wire.build();
    }

    private static List<KeyValue> attributes(Map<String, AttributeValue> attributes) {
        return attributes.entrySet().stream()
                .map(entry -> AnyValueEncoder.keyValue(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static long unixNanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** Wraps without a copy, which is safe because {@code bytes} is immutable. */
    static ByteString bytes(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
    }
}
