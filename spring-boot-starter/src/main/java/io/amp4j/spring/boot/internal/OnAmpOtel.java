package io.amp4j.spring.boot.internal;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Spans go to AMP where the application has any of AMP's settings; where only one of two is there, {@code initOtel()} says so. */
public final class OnAmpOtel extends SpringBootCondition {
    private static final List<String> SETTINGS =
            List.of("amp.otel.endpoint", "amp.agent.api-key", "amp.agent.api-key-file");

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        ConditionMessage.Builder message = ConditionMessage.forCondition("AMP");
        if (!environment.getProperty("amp.otel.enabled", Boolean.class, true)) {
            return ConditionOutcome.noMatch(message.because("amp.otel.enabled is false"));
        }
        return SETTINGS.stream()
                .filter(name -> !environment.getProperty(name, "").isBlank())
                .findFirst()
                .map(name -> ConditionOutcome.match(message.foundExactly(name)))
                .orElseGet(() -> ConditionOutcome.noMatch(
                        message.didNotFind("property", "properties").items(SETTINGS)));
    }
}
