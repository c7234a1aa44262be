package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the effective configuration from the user's supplier and removes the secrets. Blocks as long as the supplier does, and never calls
 * it after {@link #close}.
 *
 * <p>A failure is logged once until there is another one or a success, because a failed read is repeated with every heartbeat.
 */
public final class EffectiveConfigReader {

    private static final SafeLogger LOGGER = SafeLogger.of(EffectiveConfigReader.class);

    private final @Nullable Supplier<EffectiveConfig> supplier;
    private final UnaryOperator<EffectiveConfig> redaction;
    private final AtomicReference<@Nullable String> logged = new AtomicReference<>();
    private volatile boolean closed;

    public EffectiveConfigReader(
            @Nullable Supplier<EffectiveConfig> supplier, UnaryOperator<EffectiveConfig> redaction) {
        this.supplier = supplier;
        this.redaction = redaction;
    }

    /** Returns the configuration, or null if there is no supplier or it failed. */
    @Nullable
    EffectiveConfig read() {
        if (supplier == null || closed) {
            return null;
        }
        EffectiveConfig config;
        try {
            config = supplier.get();
        } catch (Throwable e) {
            return failed("the supplier of the effective configuration failed", e);
        }
        return config == null
                ? failed("the supplier of the effective configuration returned null", null)
                : redacted(config);
    }

    /** Returns {@code config} after redaction; null if the redaction failed, so that nothing is reported. */
    @Nullable
    public EffectiveConfig redacted(EffectiveConfig config) {
        if (closed) {
            return null;
        }
        EffectiveConfig redacted;
        try {
            redacted = redaction.apply(config);
        } catch (Throwable e) {
            // No report is better than one that may hold secrets.
            return failed("the redaction of the effective configuration failed; it is not reported", e);
        }
        if (redacted == null) {
            return failed("the redaction of the effective configuration returned null; nothing is reported", null);
        }
        logged.set(null);
        return redacted;
    }

    private @Nullable EffectiveConfig failed(String what, @Nullable Throwable thrown) {
        if (what.equals(logged.getAndSet(what))) {
            LOGGER.fine(what, thrown);
        } else {
            LOGGER.warning(what, thrown);
        }
        return null;
    }

    /** Makes no further call of user code. A call in progress continues. */
    void close() {
        closed = true;
    }
}
