package io.amp4j.spring.boot;

import io.amp4j.otel.AmpOtelBuilder;

/**
 * A bean that sets what no property does for {@code initOtel()}, such as tail sampling or a content policy. Called once, in the order of the
 * beans, before {@code initOtel()}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AmpOtelCustomizer {
    /** Changes the builder. */
    void customize(AmpOtelBuilder builder);
}
