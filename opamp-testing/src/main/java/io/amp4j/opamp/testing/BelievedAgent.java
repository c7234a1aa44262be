package io.amp4j.opamp.testing;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's view of one agent at one moment, merged from all its messages. Immutable.
 *
 * @since 0.1.0
 */
public final class BelievedAgent {
    private final Bytes instanceUid;
    private final long lastSequenceNumber;
    private final long capabilities;
    private final boolean connected;
    private final long messages;
    private final Optional<Reported.Description> description;
    private final Optional<Reported.Health> health;
    private final Optional<Map<String, Reported.File>> effectiveConfig;
    private final Optional<Reported.ConfigStatus> remoteConfigStatus;
    private final Optional<Reported.SettingsStatus> connectionSettingsStatus;
    private final Optional<ReportedPackages> packageStatuses;
    private final Optional<Reported.CustomCapabilities> customCapabilities;
    private final Optional<ReportedComponents> availableComponents;

    BelievedAgent(
            Bytes instanceUid,
            long lastSequenceNumber,
            long capabilities,
            boolean connected,
            long messages,
            Optional<Reported.Description> description,
            Optional<Reported.Health> health,
            Optional<Map<String, Reported.File>> effectiveConfig,
            Optional<Reported.ConfigStatus> remoteConfigStatus,
            Optional<Reported.SettingsStatus> connectionSettingsStatus,
            Optional<ReportedPackages> packageStatuses,
            Optional<Reported.CustomCapabilities> customCapabilities,
            Optional<ReportedComponents> availableComponents) {
        this.instanceUid = instanceUid;
        this.lastSequenceNumber = lastSequenceNumber;
        this.capabilities = capabilities;
        this.connected = connected;
        this.messages = messages;
        this.description = description;
        this.health = health;
        this.effectiveConfig = effectiveConfig;
        this.remoteConfigStatus = remoteConfigStatus;
        this.connectionSettingsStatus = connectionSettingsStatus;
        this.packageStatuses = packageStatuses;
        this.customCapabilities = customCapabilities;
        this.availableComponents = availableComponents;
    }

    /** Returns its instance uid. */
    public Bytes instanceUid() {
        return instanceUid;
    }

    /** Returns the sequence number of its last message, unsigned. */
    public long lastSequenceNumber() {
        return lastSequenceNumber;
    }

    /** Returns the capabilities in its last message. */
    public long capabilities() {
        return capabilities;
    }

    /** Returns whether its last message had no {@code agent_disconnect}. */
    public boolean connected() {
        return connected;
    }

    /** Returns how many messages it sent under this uid. */
    public long messages() {
        return messages;
    }

    /** Returns its description; like all values below, empty as long as the agent has reported none. */
    public Optional<Reported.Description> description() {
        return description;
    }

    /** Returns its health. */
    public Optional<Reported.Health> health() {
        return health;
    }

    /** Returns the files of its effective configuration, by name. */
    public Optional<Map<String, Reported.File>> effectiveConfig() {
        return effectiveConfig;
    }

    /** Returns its status of the remote configuration. */
    public Optional<Reported.ConfigStatus> remoteConfigStatus() {
        return remoteConfigStatus;
    }

    /** Returns its status of offered connection settings. */
    public Optional<Reported.SettingsStatus> connectionSettingsStatus() {
        return connectionSettingsStatus;
    }

    /** Returns its packages. */
    public Optional<ReportedPackages> packageStatuses() {
        return packageStatuses;
    }

    /** Returns its custom capabilities. */
    public Optional<Reported.CustomCapabilities> customCapabilities() {
        return customCapabilities;
    }

    /** Returns the components that it could use. */
    public Optional<ReportedComponents> availableComponents() {
        return availableComponents;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BelievedAgent that
                && instanceUid.equals(that.instanceUid)
                && lastSequenceNumber == that.lastSequenceNumber
                && capabilities == that.capabilities
                && connected == that.connected
                && messages == that.messages
                && description.equals(that.description)
                && health.equals(that.health)
                && effectiveConfig.equals(that.effectiveConfig)
                && remoteConfigStatus.equals(that.remoteConfigStatus)
                && connectionSettingsStatus.equals(that.connectionSettingsStatus)
                && packageStatuses.equals(that.packageStatuses)
                && customCapabilities.equals(that.customCapabilities)
                && availableComponents.equals(that.availableComponents);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                instanceUid,
                lastSequenceNumber,
                capabilities,
                connected,
                messages,
                description,
                health,
                effectiveConfig,
                remoteConfigStatus,
                connectionSettingsStatus,
                packageStatuses,
                customCapabilities,
                availableComponents);
    }

    /** Shows all on one line. */
    @Override
    public String toString() {
        return Printable.text("BelievedAgent[instanceUid=" + instanceUid + ", lastSequenceNumber=" + lastSequenceNumber
                + ", capabilities=" + capabilities + ", connected=" + connected + ", messages=" + messages
                + ", description=" + description + ", health=" + health + ", effectiveConfig=" + effectiveConfig
                + ", remoteConfigStatus=" + remoteConfigStatus + ", connectionSettingsStatus="
                + connectionSettingsStatus + ", packageStatuses=" + packageStatuses + ", customCapabilities="
                + customCapabilities + ", availableComponents=" + availableComponents + "]");
    }
}
