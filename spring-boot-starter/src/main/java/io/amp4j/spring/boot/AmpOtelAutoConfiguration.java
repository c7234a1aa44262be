package io.amp4j.spring.boot;

import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.AmpOtelBuilder;
import io.amp4j.spring.boot.internal.OnAmpOtel;
import io.amp4j.spring.boot.internal.OnUnsetSampling;
import io.amp4j.spring.boot.internal.OtelSettings;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Calls {@code initOtel()} with the application's properties, and sends the spans of the SDK that Spring Boot makes to AMP as well. Steps
 * back where the application has an {@link AmpOtel} of its own.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.actuate.autoconfigure.tracing.OpenTelemetryTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@Conditional(OnAmpOtel.class)
@ConditionalOnMissingBean(AmpOtel.class)
public final class AmpOtelAutoConfiguration {
    /** Made by Spring. */
    AmpOtelAutoConfiguration() {}

    /** Not lazy: nobody asks for it who only uses the global OpenTelemetry. */
    @Bean(destroyMethod = "close")
    @Lazy(false)
    AmpOtel ampOtel(Environment environment, ObjectProvider<AmpOtelCustomizer> customizers) {
        AmpOtelBuilder builder = AmpOtel.builder().systemProperties(OtelSettings.of(environment)::find);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.initOtel();
    }

    /** Needs the instance, so that an SDK with this processor is closed first. */
    @Bean
    SpanProcessor ampSpanProcessor(AmpOtel ampOtel) {
        return AmpOtel.attachmentPoint();
    }

    /** Boot would record one request in ten, and AMP would get nothing of an agent's work in the other nine. */
    @Bean
    @ConditionalOnMissingBean
    @Conditional(OnUnsetSampling.class)
    Sampler ampSampler() {
        return Sampler.parentBased(Sampler.alwaysOn());
    }
}
