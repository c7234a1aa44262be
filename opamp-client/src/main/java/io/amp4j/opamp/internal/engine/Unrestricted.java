package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.concurrent.atomic.AtomicBoolean;

/** Logs that a server may configure an agent without any restriction. */
final class Unrestricted {

    private static final SafeLogger LOGGER = SafeLogger.of(Unrestricted.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private Unrestricted() {}

    /** Logs, once per process, if an agent has no restriction. */
    static void tell(AgentSpec spec) {
        if (AgentCapability.ACCEPTS_REMOTE_CONFIG.isIn(spec.session().capabilities())
                && spec.validator() == null
                && SAID.compareAndSet(false, true)) {
            LOGGER.info(
                    "The OpAMP server may configure all that the callbacks take up; configValidator(…) restricts it");
        }
    }
}
