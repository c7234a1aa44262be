package io.amp4j.otel.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdjustableSamplerTest {
    private final AdjustableSampler sampler = new AdjustableSampler(SamplingRules.ofRatio(1));
    private final Random random = new Random(7);

    private boolean samples(Context parent, String name) {
        String traceId = String.format("%016x%016x", random.nextLong(), random.nextLong());
        return sampler.shouldSample(parent, traceId, name, SpanKind.INTERNAL, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }

    private static Context parent(boolean remote, boolean sampled) {
        TraceFlags flags = sampled ? TraceFlags.getSampled() : TraceFlags.getDefault();
        String trace = "0af7651916cd43dd8448eb211c80319c";
        String span = "b7ad6b7169203331";
        SpanContext context = remote
                ? SpanContext.createFromRemoteParent(trace, span, flags, TraceState.getDefault())
                : SpanContext.create(trace, span, flags, TraceState.getDefault());
        return Context.root().with(Span.wrap(context));
    }

    @Test
    void takesItsRatioOfNewTracesAndChangesIt() {
        assertThat(samples(Context.root(), "a")).isTrue();
        sampler.adjust(SamplingRules.ofRatio(0));
        assertThat(samples(Context.root(), "a")).isFalse();
        sampler.adjust(SamplingRules.ofRatio(0.25));
        int taken = 0;
        for (int i = 0; i < 10_000; i++) {
            taken += samples(Context.root(), "a") ? 1 : 0;
        }
        assertThat(taken).isBetween(2_300, 2_700);
        assertThat(sampler.rules().ratio()).isEqualTo(0.25);
    }

    @Test
    void followsParentsUnlessToldToIgnoreRemoteOnes() {
        sampler.adjust(SamplingRules.ofRatio(0));
        assertThat(samples(parent(false, true), "a")).isTrue();
        assertThat(samples(parent(true, true), "a")).isTrue();
        sampler.adjust(SamplingRules.ofRatio(1).ignoringRemoteParents());
        assertThat(samples(parent(true, false), "agent behind an unsampled caller"))
                .isTrue();
        assertThat(samples(parent(false, false), "a")).isFalse();
    }

    @Test
    void letsNamesWinOverEverything() {
        sampler.adjust(SamplingRules.ofRatio(0).always("invoke_agent").never("GET /health"));
        assertThat(samples(Context.root(), "invoke_agent")).isTrue();
        assertThat(samples(parent(true, false), "invoke_agent")).isTrue();
        assertThat(samples(parent(false, true), "GET /health")).isFalse();
        assertThat(samples(Context.root(), "other")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesWhatIsNoRatio(double ratio) {
        assertThatThrownBy(() -> SamplingRules.ofRatio(ratio)).isInstanceOf(IllegalArgumentException.class);
    }
}
