package io.amp4j.spring.boot.internal;

import io.amp4j.spring.boot.RemotelyConfigured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindingPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Binds the beans that ask for it to the present values: first new ones of their classes, then, if all went well, the beans themselves. */
final class Rebinding {
    private final ApplicationContext context;

    Rebinding(ApplicationContext context) {
        this.context = context;
    }

    /** New states of beans, and how they were before. */
    static final class Bound {
        private final Map<Object, Object> states = new LinkedHashMap<>();

        /** Changes the beans; if that fails midway, those that were changed are as before. */
        void apply() {
            List<Map.Entry<Object, Object>> before = new ArrayList<>();
            try {
                for (Map.Entry<Object, Object> state : states.entrySet()) {
                    Object backup = BeanCopy.create(state.getKey().getClass());
                    BeanCopy.copy(state.getKey(), backup);
                    before.add(Map.entry(state.getKey(), backup));
                    BeanCopy.copy(state.getValue(), state.getKey());
                }
            } catch (ReflectiveOperationException | RuntimeException e) {
                for (Map.Entry<Object, Object> state : before) {
                    restore(state.getValue(), state.getKey());
                }
                throw new IllegalStateException("a bean of properties cannot be changed", e);
            }
        }

        private static void restore(Object from, Object to) {
            try {
                BeanCopy.copy(from, to);
            } catch (ReflectiveOperationException | RuntimeException e) {
                throw new IllegalStateException("a bean of properties cannot be changed back", e);
            }
        }
    }

    /**
     * Makes sure that every bean that asks for it can be bound anew.
     *
     * @throws IllegalStateException naming all that cannot
     */
    void check() {
        List<String> problems = new ArrayList<>();
        for (String name : names()) {
            Class<?> type = context.getType(name);
            if (type == null) {
                continue;
            }
            Class<?> own = ClassUtils.getUserClass(type);
            if (AnnotationUtils.findAnnotation(own, ConfigurationProperties.class) == null) {
                problems.add(own.getName() + " is not annotated with @ConfigurationProperties");
            }
            problems.addAll(BeanCopy.problems(own));
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException("@RemotelyConfigured cannot work: " + String.join("; ", problems));
        }
    }

    private String[] names() {
        return context.getBeanNamesForAnnotation(RemotelyConfigured.class);
    }

    /** Binds new objects to the values that this thread sees, and adds what does not bind to {@code problems}. */
    Bound bind(List<String> problems) {
        Bound bound = new Bound();
        ConfigurationPropertiesBindingPostProcessor binder =
                context.getBean(ConfigurationPropertiesBindingPostProcessor.class);
        for (String name : names()) {
            Object bean = target(context.getBean(name));
            try {
                Object fresh = BeanCopy.create(bean.getClass());
                binder.postProcessBeforeInitialization(fresh, name);
                bound.states.put(bean, fresh);
            } catch (ReflectiveOperationException | RuntimeException e) {
                problems.addAll(explain(bean.getClass(), e));
            }
        }
        return bound;
    }

    private static Object target(Object bean) {
        Object target = AopProxyUtils.getSingletonTarget(bean);
        return target == null ? bean : target;
    }

    /** Names the properties at fault and what they would have to be, and no value. */
    private static List<String> explain(Class<?> type, Exception failure) {
        BindException last = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException invalid) {
                return invalid.getValidationErrors().getAllErrors().stream()
                        .map(error -> explain(prefix(type), error))
                        .toList();
            }
            last = cause instanceof BindException bind ? bind : last;
        }
        return List.of(
                last == null
                        ? type.getName() + " cannot be bound ("
                                + failure.getClass().getName() + ")"
                        : "'" + last.getName() + "' is no " + last.getTarget().getType());
    }

    private static String explain(String prefix, ObjectError error) {
        String what = error instanceof FieldError field ? prefix + "." + field.getField() : prefix;
        return "'" + what + "' " + error.getDefaultMessage();
    }

    private static String prefix(Class<?> type) {
        @Nullable
        ConfigurationProperties properties = AnnotationUtils.findAnnotation(type, ConfigurationProperties.class);
        return properties == null ? type.getName() : properties.prefix();
    }
}
