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
 * Calls {@code initOtel()} with the application's properties, and sends the spans of the SDK that Spring Boot creates to AMP as well. Backs
 * off if the application has an {@link AmpOtel} bean.
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
    /** Called by Spring. */
    AmpOtelAutoConfiguration() {}

    /** Not lazy, because code that uses only the global OpenTelemetry does not request this bean. */
    @Bean(destroyMethod = "close")
    @Lazy(false)
    AmpOtel ampOtel(Environment environment, ObjectProvider<AmpOtelCustomizer> customizers) {
        AmpOtelBuilder builder = AmpOtel.builder().systemProperties(OtelSettings.of(environment)::find);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.initOtel();
    }

    /** Depends on the instance, so that an SDK with this processor is closed first. */
    @Bean
    SpanProcessor ampSpanProcessor(AmpOtel ampOtel) {
        return AmpOtel.attachmentPoint();
    }

    /** Replaces Spring Boot's default, which samples one request in ten, so that AMP would not get the spans of the other nine. */
    @Bean
    @ConditionalOnMissingBean
    @Conditional(OnUnsetSampling.class)
    Sampler ampSampler() {
        return Sampler.parentBased(Sampler.alwaysOn());
    }
}
