package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConfigValidator;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.LastKnownGood;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.packages.PackageOptions;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an {@link Agent}.
 *
 * @param session the configuration of its session
 * @param target where it connects to
 * @param headers called before each attempt for headers that are added to, or replace, those of the target; may block
 * @param callbacks the user's callbacks
 * @param logsFailures whether failures to reach the server are logged, in addition to the callbacks
 * @param validator checks each remote configuration before the callbacks get it; null for none
 * @param lastKnownGood how a remote configuration is watched after it was applied; null if it is not
 * @param store keeps its state across restarts; null for none
 * @param effectiveConfig supplies the effective configuration; may block
 * @param redaction removes secrets from every effective configuration; {@code effectiveConfig} is not redacted yet
 * @param offers checks and converts connection settings that the server offers
 * @param packages the options of packages; null if the agent accepts none
 * @param random the session's random generator; used only by the loop
 */
public record AgentSpec(
        SessionConfig session,
        ConnectionTarget target,
        @Nullable Supplier<Map<String, List<String>>> headers,
        OpampCallbacks callbacks,
        boolean logsFailures,
        @Nullable ConfigValidator validator,
        @Nullable LastKnownGood lastKnownGood,
        @Nullable StateStore store,
        @Nullable Supplier<EffectiveConfig> effectiveConfig,
        UnaryOperator<EffectiveConfig> redaction,
        OfferedSettings offers,
        @Nullable PackageOptions packages,
        RandomGenerator random) {}
