package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One message of an agent as the server received it. Immutable.
 *
 * @since 0.1.0
 */
public final class ReceivedMessage {
    private final long index;
    private final Transport transport;
    private final long connectionId;
    private final long arrivalNanos;
    private final ReceivedRequest request;
    private final byte[] raw;
    private final AgentToServer wire;
    private final boolean malformed;

    ReceivedMessage(
            long index,
            Transport transport,
            long connectionId,
            long arrivalNanos,
            ReceivedRequest request,
            byte[] raw,
            AgentToServer wire,
            boolean malformed) {
        this.index = index;
        this.transport = transport;
        this.connectionId = connectionId;
        this.arrivalNanos = arrivalNanos;
        this.request = request;
        this.raw = raw;
        this.wire = wire;
        this.malformed = malformed;
    }

    /** Returns how many messages the server received before this one, on all connections. */
    public long index() {
        return index;
    }

    /** Returns the transport. */
    public Transport transport() {
        return transport;
    }

    /** Returns the id of its connection, as in {@link ConnectionEvent}. */
    public long connectionId() {
        return connectionId;
    }

    /** Returns the time when the message was complete, by the server's {@link System#nanoTime()}. */
    public long arrivalNanos() {
        return arrivalNanos;
    }

    /** Returns the request that carried it; for a WebSocket, the upgrade request of the connection. */
    public ReceivedRequest request() {
        return request;
    }

    /** Returns all values of all headers of {@link #request()}; names are case-insensitive. */
    public Map<String, List<String>> headers() {
        return request.headers();
    }

    /** Returns the path of {@link #request()}. */
    public String path() {
        return request.path();
    }

    /** Returns a copy of the content: the decompressed HTTP body, or the whole WebSocket message with its header. */
    public byte[] raw() {
        return raw.clone();
    }

    /** Returns how many bytes {@link #raw()} has. */
    public int size() {
        return raw.length;
    }

    /**
     * Returns whether the content could not be decoded, or has an {@code instance_uid} of more than 64 bytes; everything below is then as
     * in an empty message.
     */
    public boolean isMalformed() {
        return malformed;
    }

    /** Returns {@code instance_uid}. */
    public Bytes instanceUid() {
        return WireViews.bytes(wire.getInstanceUid());
    }

    /** Returns {@code instance_uid} as the text of a UUID; as hex digits if it is not 16 bytes. */
    public String instanceUidText() {
        return instanceUid().uuid();
    }

    /** Returns {@code sequence_num}, unsigned. */
    public long sequenceNumber() {
        return wire.getSequenceNum();
    }

    /** Returns the bits of {@code capabilities}. */
    public long capabilities() {
        return wire.getCapabilities();
    }

    /** Returns the bits of {@code flags}. */
    public long flags() {
        return wire.getFlags();
    }

    /** Returns the parts that are present. */
    public Set<MessagePart> parts() {
        return MessagePart.of(wire);
    }

    /** Returns whether {@code part} is present. */
    public boolean has(MessagePart part) {
        return parts().contains(part);
    }

    /** Returns whether nothing but uid, sequence number, capabilities and flags is present: a poll or a heartbeat. */
    public boolean isHeartbeat() {
        return !malformed && parts().isEmpty();
    }

    /** Returns whether {@code agent_disconnect} is present. */
    public boolean isDisconnect() {
        return wire.hasAgentDisconnect();
    }

    /** Returns {@code agent_description}. */
    public Optional<Reported.Description> description() {
        return wire.hasAgentDescription()
                ? Optional.of(WireViews.description(wire.getAgentDescription()))
                : Optional.empty();
    }

    /** Returns {@code health}. */
    public Optional<Reported.Health> health() {
        return wire.hasHealth() ? Optional.of(WireViews.health(wire.getHealth())) : Optional.empty();
    }

    /** Returns the files of {@code effective_config} by name. */
    public Optional<Map<String, Reported.File>> effectiveConfig() {
        return wire.hasEffectiveConfig() ? Optional.of(WireViews.files(wire.getEffectiveConfig())) : Optional.empty();
    }

    /** Returns {@code remote_config_status}. */
    public Optional<Reported.ConfigStatus> remoteConfigStatus() {
        return wire.hasRemoteConfigStatus()
                ? Optional.of(WireViews.configStatus(wire.getRemoteConfigStatus()))
                : Optional.empty();
    }

    /** Returns {@code connection_settings_status}. */
    public Optional<Reported.SettingsStatus> connectionSettingsStatus() {
        return wire.hasConnectionSettingsStatus()
                ? Optional.of(WireViews.settingsStatus(wire.getConnectionSettingsStatus()))
                : Optional.empty();
    }

    /** Returns {@code connection_settings_request}. */
    public Optional<Reported.SettingsRequest> connectionSettingsRequest() {
        return wire.hasConnectionSettingsRequest()
                ? Optional.of(WireViews.settingsRequest(wire.getConnectionSettingsRequest()))
                : Optional.empty();
    }

    /** Returns {@code package_statuses}. */
    public Optional<ReportedPackages> packageStatuses() {
        return wire.hasPackageStatuses()
                ? Optional.of(WireViews.packages(wire.getPackageStatuses()))
                : Optional.empty();
    }

    /** Returns {@code available_components}. */
    public Optional<ReportedComponents> availableComponents() {
        return wire.hasAvailableComponents()
                ? Optional.of(WireViews.components(wire.getAvailableComponents()))
                : Optional.empty();
    }

    /** Returns {@code custom_capabilities}. */
    public Optional<Reported.CustomCapabilities> customCapabilities() {
        return wire.hasCustomCapabilities()
                ? Optional.of(new Reported.CustomCapabilities(
                        wire.getCustomCapabilities().getCapabilitiesList()))
                : Optional.empty();
    }

    /** Returns {@code custom_message}. */
    public Optional<Reported.CustomMessage> customMessage() {
        return wire.hasCustomMessage()
                ? Optional.of(WireViews.customMessage(wire.getCustomMessage()))
                : Optional.empty();
    }

    AgentToServer wire() {
        return wire;
    }

    byte[] uid() {
        return wire.getInstanceUid().toByteArray();
    }

    /** Shows who sent which parts, without their content. */
    @Override
    public String toString() {
        String what = malformed ? "malformed" : parts().isEmpty() ? "heartbeat" : parts().toString();
        return "message " + index + " on " + transport + " connection " + connectionId + ": agent " + instanceUidText()
                + " #" + Long.toUnsignedString(sequenceNumber()) + " " + what + ", " + raw.length + " bytes";
    }
}
