package io.amp4j.otel.internal.autoconfigure;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;

/**
 * Directs autoconfigured traces to AMP when AMP's variables are set; without them it changes nothing. Names nothing but its own interface,
 * so that it can be loaded, and say why it does nothing, whatever else is missing.
 */
public final class AmpAutoConfiguration implements AutoConfigurationCustomizerProvider {
    /** For the service loader. */
    public AmpAutoConfiguration() {}

    @Override
    public void customize(AutoConfigurationCustomizer customizer) {
        try {
            ZeroCodeCustomizers.addTo(customizer);
        } catch (LinkageError e) {
            IncompatibilityGuard.say(e);
        }
    }

    /** After customizers that add properties, so that what they choose counts as chosen. */
    @Override
    public int order() {
        return 1_000;
    }
}
