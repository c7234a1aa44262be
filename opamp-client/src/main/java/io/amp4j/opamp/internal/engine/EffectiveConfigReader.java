package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the effective configuration from the user's code and takes the secrets out. Blocks as long as that code does. */
final class EffectiveConfigReader {

    private static final SafeLogger LOGGER = SafeLogger.of(EffectiveConfigReader.class);

    private final @Nullable Supplier<EffectiveConfig> supplier;
    private final UnaryOperator<EffectiveConfig> redaction;

    EffectiveConfigReader(@Nullable Supplier<EffectiveConfig> supplier, UnaryOperator<EffectiveConfig> redaction) {
        this.supplier = supplier;
        this.redaction = redaction;
    }

    /** Returns the configuration, or null if there is no supplier or it failed. */
    @Nullable
    EffectiveConfig read() {
        if (supplier == null) {
            return null;
        }
        try {
            return redacted(supplier.get());
        } catch (Throwable e) {
            LOGGER.warning("the supplier of the effective configuration failed", e);
            return null;
        }
    }

    /** Returns what may be reported of {@code config}; null, that is nothing, if the redaction failed. */
    @Nullable
    EffectiveConfig redacted(@Nullable EffectiveConfig config) {
        if (config == null) {
            LOGGER.warning("the supplier of the effective configuration returned null");
            return null;
        }
        try {
            return redaction.apply(config);
        } catch (Throwable e) {
            // Better no report than one with secrets in it.
            LOGGER.warning("the redaction of the effective configuration failed; it is not reported", e);
            return null;
        }
    }
}
