package io.amp4j.otel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that send through a {@link Collector}. They run with {@code -Dcollector=required} alone, because the first build of the Collector
 * takes minutes; it is then a failure if it cannot be built.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("collector")
@ExtendWith(ThroughCollector.Condition.class)
@interface ThroughCollector {

    /** Builds the Collector, if it is asked for. */
    final class Condition implements ExecutionCondition {
        private static final AtomicBoolean SAID = new AtomicBoolean();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!"required".equals(System.getProperty("collector"))) {
                String skipped = "sending through an OpenTelemetry Collector is skipped: its first build takes minutes"
                        + " (-Dcollector=required builds it)";
                if (!SAID.getAndSet(true)) {
                    System.err.println(skipped);
                }
                return ConditionEvaluationResult.disabled(skipped);
            }
            CollectorProgram.built().missing().ifPresent(reason -> {
                throw new AssertionError("-Dcollector=required, but " + reason);
            });
            return ConditionEvaluationResult.enabled("the Collector is built");
        }
    }
}
