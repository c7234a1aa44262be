package io.amp4j.spring.boot.internal;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.util.ReflectionUtils;

/** Makes one bean of properties equal to another of the same class, in place. */
final class BeanCopy {
    private BeanCopy() {}

    /** Returns what of a class cannot be copied; empty if all can. */
    static List<String> problems(Class<?> type) {
        List<String> problems = new ArrayList<>();
        if (Arrays.stream(type.getDeclaredConstructors()).noneMatch(made -> made.getParameterCount() == 0)) {
            problems.add(type.getName() + " has no constructor without arguments");
        }
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
            if (property.getWriteMethod() != null && property.getReadMethod() == null) {
                problems.add(type.getName() + " has a setter of '" + property.getName() + "' and no getter");
            }
        }
        return problems;
    }

    /** Returns a new bean, as its class makes it. */
    static Object create(Class<?> type) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getDeclaredConstructor();
        ReflectionUtils.makeAccessible(constructor);
        return constructor.newInstance();
    }

    /** Gives {@code to} all that {@code from} has. */
    static void copy(Object from, Object to) throws ReflectiveOperationException {
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(from.getClass())) {
            Method getter = property.getReadMethod();
            Method setter = property.getWriteMethod();
            if (getter == null || getter.getDeclaringClass() == Object.class) {
                continue;
            }
            Object value = call(getter, from);
            if (setter != null) {
                call(setter, to, value);
            } else {
                copyContent(value, call(getter, to));
            }
        }
    }

    /** What has no setter stays the same object and gets another content. */
    @SuppressWarnings("unchecked") // Both come from the same getter.
    private static void copyContent(@Nullable Object from, @Nullable Object to) throws ReflectiveOperationException {
        if (from == null || to == null || from == to) {
            return;
        }
        if (from instanceof Map<?, ?> map && to instanceof Map<?, ?> old) {
            refill((Map<Object, Object>) old, map);
        } else if (from instanceof Collection<?> list && to instanceof Collection<?> old) {
            refill((Collection<Object>) old, list);
        } else if (!BeanUtils.isSimpleProperty(from.getClass()) && from.getClass() == to.getClass()) {
            copy(from, to);
        }
    }

    private static void refill(Map<Object, Object> old, Map<?, ?> content) {
        if (!old.equals(content)) {
            old.clear();
            old.putAll(content);
        }
    }

    private static void refill(Collection<Object> old, Collection<?> content) {
        if (!List.copyOf(old).equals(List.copyOf(content))) {
            old.clear();
            old.addAll(content);
        }
    }

    private static @Nullable Object call(Method method, Object target, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        ReflectionUtils.makeAccessible(method);
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method.getName() + " of "
                    + target.getClass().getName() + " failed: "
                    + e.getTargetException().getClass().getName());
        }
    }
}
