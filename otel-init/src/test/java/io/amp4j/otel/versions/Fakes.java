package io.amp4j.otel.versions;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Data of the SDK that answers as told, whatever its version makes of it. */
final class Fakes {
    private Fakes() {}

    /** @param answers by the names of methods; others are those of the interface itself */
    static <T> T of(Class<T> type, Map<String, Object> answers) {
        InvocationHandler handler = (self, method, arguments) -> {
            if (answers.containsKey(method.getName())) {
                return answers.get(method.getName());
            }
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(self, method, arguments);
            }
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(self);
                case "equals" -> self == arguments[0];
                case "toString" -> type.getSimpleName() + answers;
                default -> throw new UnsupportedOperationException(method.toString());
            };
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
