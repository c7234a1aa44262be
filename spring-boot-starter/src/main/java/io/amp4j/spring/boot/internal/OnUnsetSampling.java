package io.amp4j.spring.boot.internal;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The application has not said which share of its requests is recorded. */
public final class OnUnsetSampling extends SpringBootCondition {
    private static final String SETTING = "management.tracing.sampling.probability";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        boolean isSet = context.getEnvironment().containsProperty(SETTING);
        return new ConditionOutcome(!isSet, SETTING + (isSet ? " is set" : " is not set"));
    }
}
