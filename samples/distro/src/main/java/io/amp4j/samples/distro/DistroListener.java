package io.amp4j.samples.distro;

import io.opentelemetry.javaagent.extension.AgentListener;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;

/** Starts what {@link DistroExtension} has set up when the Java agent has started, and with it the SDK and all instrumentations. */
public final class DistroListener implements AgentListener {
    /** For the service loader. */
    public DistroListener() {}

    @Override
    public void afterAgent(AutoConfiguredOpenTelemetrySdk autoConfigured) {
        Guard.run(() -> Customizers.start(autoConfigured.getOpenTelemetrySdk().getSdkTracerProvider()));
    }
}
