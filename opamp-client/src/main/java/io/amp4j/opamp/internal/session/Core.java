package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.CustomCapabilities;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The collaborators that the parts of one session share, from its creation to its end. */
final class Core {

    final SessionConfig config;
    final RandomGenerator random;
    final Effects effects = new Effects();
    final Counters counters = new Counters();
    final Outbox outbox = new Outbox();
    final FullState fullState = new FullState();
    final Reachability reachability = new Reachability();
    final CurrentTransport transport;
    final Capabilities capabilities;
    final Heartbeat heartbeat;
    final CustomMessages customMessages;
    final Retry retry;
    final @Nullable PackageSync packages;

    Core(SessionConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
        transport = new CurrentTransport(config.http());
        capabilities = new Capabilities(config.capabilities());
        heartbeat = new Heartbeat(
                config.http(),
                config.zeroHeartbeatDisables(),
                capabilities.has(AgentCapability.REPORTS_HEARTBEAT),
                Nanos.of(config.heartbeat()));
        CustomCapabilities own = config.customCapabilities();
        customMessages = new CustomMessages(
                config.customQueue(), config.customNeedsServer(), own == null ? CustomCapabilities.NONE : own);
        retry = new Retry(config.backoff(), config.maxRetries(), config.heartbeatMaxRetries(), random);
        packages = config.packages() == null ? null : new PackageSync(config.packages(), random, effects, outbox);
        outbox.set(Part.DESCRIPTION, config.description());
        outbox.set(Part.HEALTH, config.health());
        outbox.set(Part.EFFECTIVE_CONFIG, config.effectiveConfig());
        outbox.set(Part.COMPONENTS, config.components());
        outbox.set(Part.CUSTOM_CAPABILITIES, own);
    }
}
