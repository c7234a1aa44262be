package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.internal.log.SafeLogger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the effective configuration from the user's code and takes the secrets out. Blocks as long as that code does, and never calls it
 * once it is closed.
 *
 * <p>A failure is logged once until there is another, or a success: what fails is tried again with every heartbeat.
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

    /** Returns what may be reported of {@code config}; null, that is nothing, if the redaction failed. */
    @Nullable
    public EffectiveConfig redacted(EffectiveConfig config) {
        if (closed) {
            return null;
        }
        EffectiveConfig redacted;
        try {
            redacted = redaction.apply(config);
        } catch (Throwable e) {
            // Better no report than one with secrets in it.
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

    /** Calls the user's code no more. What runs goes on. */
    void close() {
        closed = true;
    }
}
