package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.ConfigValidator;
import io.amp4j.opamp.ConfigVerdict;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.text.Printable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes remote configurations to the callbacks as far as the validator allows. */
final class ConfigScreen {

    private static final SafeLogger LOGGER = SafeLogger.of(ConfigScreen.class);

    private final OpampClient client;
    private final OpampCallbacks callbacks;
    private final @Nullable ConfigValidator validator;

    ConfigScreen(OpampClient client, OpampCallbacks callbacks, @Nullable ConfigValidator validator) {
        this.client = client;
        this.callbacks = callbacks;
        this.validator = validator;
    }

    /** Returns the outcome of the callbacks for a configuration, or a failure if it is not allowed. */
    @Nullable
    ConfigOutcome pass(RemoteConfig config) {
        if (validator == null) {
            return callbacks.onRemoteConfig(client, config);
        }
        ConfigVerdict verdict;
        try {
            verdict = validator.validate(config);
        } catch (Throwable e) {
            LOGGER.warning("the configuration validator failed", e);
            return ConfigOutcome.failed("the configuration cannot be judged: " + InternalFailure.message(e));
        }
        if (verdict == null) {
            return ConfigOutcome.failed("the configuration cannot be judged: the validator returned no verdict");
        }
        if (!verdict.reasons().isEmpty()) {
            String reason = "not allowed here: " + String.join("; ", verdict.reasons());
            LOGGER.warning("a remote configuration is refused: " + Printable.text(reason));
            return ConfigOutcome.failed(reason);
        }
        Map<String, ConfigFile> files = verdict.files().orElse(config.files());
        if (!verdict.changes().isEmpty()) {
            LOGGER.warning("a remote configuration is not applied as it was offered: "
                    + Printable.text(String.join("; ", verdict.changes())));
        }
        return callbacks.onRemoteConfig(client, RemoteConfig.of(files, config.hash()));
    }
}
