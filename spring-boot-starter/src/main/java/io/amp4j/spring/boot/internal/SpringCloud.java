package io.amp4j.spring.boot.internal;

import java.util.Set;
import java.util.function.Consumer;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/** Has Spring Cloud refresh all that it refreshes, where the application has it. */
public final class SpringCloud {
    private static final boolean PRESENT =
            ClassUtils.isPresent("org.springframework.cloud.context.environment.EnvironmentChangeEvent", null);

    private SpringCloud() {}

    /** Returns what to do with changed keys; nothing without Spring Cloud. */
    public static Consumer<Set<String>> refresh(ApplicationContext context) {
        return PRESENT ? changed -> Present.refresh(context, changed) : changed -> {};
    }

    private static final class Present {
        static void refresh(ApplicationContext context, Set<String> changed) {
            context.publishEvent(new EnvironmentChangeEvent(context, changed));
            context.getBeanProvider(RefreshScope.class).ifAvailable(RefreshScope::refreshAll);
        }
    }
}
