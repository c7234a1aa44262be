package program;

import io.amp4j.otel.AmpOtel;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What docs/otel-setup.md tells users of Micrometer's tracing to add. */
@Configuration(proxyBeanMethods = false)
class AmpTracing {
    @Bean(destroyMethod = "close")
    AmpOtel ampOtel() {
        return AmpOtel.initOtel();
    }

    @Bean
    SpanProcessor ampSpans() {
        return AmpOtel.attachmentPoint();
    }
}
