package io.amp4j.samples.distro;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;

/**
 * Lets an OpAMP server see and change the Java agent when {@code AMP4J_OPAMP_ENDPOINT} is set; without it, changes nothing. Names nothing but
 * its own interface, so that it can be loaded, and say why it does nothing, whatever else is missing.
 */
public final class DistroExtension implements AutoConfigurationCustomizerProvider {
    /** For the service loader. */
    public DistroExtension() {}

    @Override
    public void customize(AutoConfigurationCustomizer customizer) {
        Guard.run(() -> new Customizers().addTo(customizer));
    }

    /** After all others, so that what they make is inside what this puts around it. */
    @Override
    public int order() {
        return 10_000;
    }
}
