package io.amp4j.opamp.testing;

import java.util.Map;
import java.util.Optional;

/**
 * What the server believes about one agent at one moment, put together from all its messages. Immutable.
 *
 * @param instanceUid the uid it goes by
 * @param lastSequenceNumber of the last message, unsigned
 * @param capabilities of the last message
 * @param connected whether its last message was not a goodbye
 * @param messages how many messages it sent under this uid
 * @param description empty as long as it reported none; so are all below
 */
public record BelievedAgent(
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
        Optional<Reported.Packages> packageStatuses,
        Optional<Reported.CustomCapabilities> customCapabilities,
        Optional<Reported.Components> availableComponents) {}
