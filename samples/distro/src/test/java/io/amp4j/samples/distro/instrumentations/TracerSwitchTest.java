package io.amp4j.samples.distro.instrumentations;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.internal.SdkTracerProviderUtil;
import io.opentelemetry.sdk.trace.internal.TracerConfig;
import org.junit.jupiter.api.Test;

class TracerSwitchTest {
    @Test
    void turnsTracersOffAndBackToWhatTheyWere() {
        SdkTracerProviderBuilder builder = recording();
        SdkTracerProviderUtil.addTracerConfiguratorCondition(
                builder, scope -> scope.getName().equals("off"), TracerConfig.disabled());
        try (SdkTracerProvider provider = builder.build()) {
            TracerSwitch tracers = TracerSwitch.of(provider);
            assertThat(tracers.isAdjustable()).isTrue();
            Tracer first = provider.get("first");
            tracers.use("first"::equals);
            assertThat(isRecording(first)).isFalse();
            assertThat(isRecording(provider.get("second"))).isTrue();
            assertThat(isRecording(provider.get("off"))).isFalse();

            tracers.use("second"::equals);
            assertThat(isRecording(first)).isTrue();
            assertThat(isRecording(provider.get("second"))).isFalse();
            tracers.use(scope -> false);
            assertThat(isRecording(provider.get("second"))).isTrue();
            assertThat(isRecording(provider.get("off"))).isFalse();
        }
    }

    @Test
    void leavesNoGapInATrace() {
        try (SdkTracerProvider provider = recording().build()) {
            TracerSwitch.of(provider).use("middle"::equals);
            Span above = provider.get("above").spanBuilder("above").startSpan();
            Span middle = provider.get("middle")
                    .spanBuilder("middle")
                    .setParent(Context.root().with(above))
                    .startSpan();
            assertThat(above.getSpanContext().isValid()).isTrue();
            assertThat(middle.getSpanContext()).isEqualTo(above.getSpanContext());
        }
    }

    /** Without a processor, an SDK records nothing at all. */
    private static SdkTracerProviderBuilder recording() {
        return SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(SpanExporter.composite()));
    }

    private static boolean isRecording(Tracer tracer) {
        return tracer.spanBuilder("span").startSpan().isRecording();
    }
}
