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
 * What an {@link Agent} is made with.
 *
 * @param session the configuration of its session
 * @param target where it connects to
 * @param headers asked before each attempt for headers that join, or replace, those of the target; may block
 * @param callbacks what is told to the user
 * @param logsFailures whether failures to reach the server are logged, besides being told
 * @param validator looks at each remote configuration before the callbacks get it; null if nobody does
 * @param lastKnownGood how a remote configuration is watched after it was applied; null if it is not
 * @param store where its state survives; null if nowhere
 * @param effectiveConfig asked for the effective configuration; may block
 * @param redaction takes secrets out of every effective configuration; {@code effectiveConfig} is not redacted yet
 * @param offers what is made of connection settings that the server offers
 * @param packages what makes it take packages; null if it takes none
 * @param random where the session's randomness comes from; used by the loop alone
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
