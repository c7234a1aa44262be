package io.amp4j.opamp.interop;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Builds the reference server once per JVM and starts one per test. See {@link Interop}. */
final class InteropExtension implements ExecutionCondition, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(InteropExtension.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        ReferenceProgram program = ReferenceProgram.built();
        if (program.missing().isEmpty()) {
            return ConditionEvaluationResult.enabled("the reference server is built");
        }
        String reason = program.missing().get();
        if ("required".equals(System.getProperty("interop"))) {
            throw new AssertionError("-Dinterop=required, but " + reason);
        }
        String skipped = "interop with the reference server is skipped: " + reason
                + " (-Dinterop=required makes this a failure)";
        if (!SAID.getAndSet(true)) {
            System.err.println(skipped);
        }
        return ConditionEvaluationResult.disabled(skipped);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ReferenceServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        boolean mutual = parameter.isAnnotated(MutualTls.class);
        // The store closes it with the test.
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        ReferenceServer.class,
                        key -> ReferenceServer.start(ReferenceProgram.built(), mutual),
                        ReferenceServer.class);
    }
}
