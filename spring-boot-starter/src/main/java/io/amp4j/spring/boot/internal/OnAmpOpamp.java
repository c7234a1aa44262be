package io.amp4j.spring.boot.internal;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** An OpAMP server manages the application where its address is set. */
public final class OnAmpOpamp extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        ConditionMessage.Builder message = ConditionMessage.forCondition("OpAMP");
        if (!environment.getProperty("amp.opamp.enabled", Boolean.class, true)) {
            return ConditionOutcome.noMatch(message.because("amp.opamp.enabled is false"));
        }
        return environment.getProperty("amp.opamp.endpoint", "").isBlank()
                ? ConditionOutcome.noMatch(message.didNotFind("property").items("amp.opamp.endpoint"))
                : ConditionOutcome.match(message.foundExactly("amp.opamp.endpoint"));
    }
}
