package io.amp4j.spring.boot;

import io.amp4j.otel.AmpOtelBuilder;

/**
 * A bean that sets options of {@code initOtel()} for which there is no property, such as tail sampling or a content policy. Called once, in
 * the order of the beans, before {@code initOtel()}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AmpOtelCustomizer {
    /** Changes the builder. */
    void customize(AmpOtelBuilder builder);
}
