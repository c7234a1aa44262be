package io.amp4j.samples.distro.instrumentations;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.internal.SdkTracerProviderUtil;
import io.opentelemetry.sdk.trace.internal.TracerConfig;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns tracers off and on while the SDK runs. A tracer that is off makes no spans; what would be below its span is below the next span
 * above. The SDK can do so, and has no public method for it yet; in one that does it another way, tracers are not switchable.
 */
public final class TracerSwitch {
    private static final Logger LOG = Logger.getLogger(TracerSwitch.class.getName());

    private final @Nullable Access access;

    private TracerSwitch(@Nullable Access access) {
        this.access = access;
    }

    /** Looks for the way to turn tracers of this SDK off. */
    public static TracerSwitch of(SdkTracerProvider tracers) {
        try {
            return new TracerSwitch(Access.to(tracers));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(Level.FINE, "tracers cannot be turned off in this version of the SDK", e);
            return new TracerSwitch(null);
        }
    }

    /** Returns whether {@link #use} does anything. */
    public boolean isAdjustable() {
        return access != null;
    }

    /** Turns off the tracers of these scopes, and all others back to what they were at the start. */
    public void use(Predicate<String> off) {
        Access now = access;
        if (now != null) {
            now.use(off);
        }
    }

    /**
     * The methods of the SDK.
     *
     * @param configurator the SDK's interface, which has moved between its versions
     * @param before what decided at the start
     */
    private record Access(SdkTracerProvider tracers, Method set, Class<?> configurator, Function<Object, ?> before) {
        @SuppressWarnings("unchecked")
        static Access to(SdkTracerProvider tracers) throws ReflectiveOperationException {
            Method set = Arrays.stream(SdkTracerProviderUtil.class.getMethods())
                    .filter(method -> method.getName().equals("setTracerConfigurator"))
                    .filter(method -> method.getParameterTypes()[0] == SdkTracerProvider.class)
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException("setTracerConfigurator"));
            Field field = SdkTracerProvider.class.getDeclaredField("tracerConfigurator");
            field.setAccessible(true);
            return new Access(tracers, set, set.getParameterTypes()[1], (Function<Object, ?>)
                    Objects.requireNonNull(field.get(tracers), "tracerConfigurator"));
        }

        void use(Predicate<String> off) {
            InvocationHandler handler = (proxy, method, arguments) -> {
                if (method.getName().equals("apply") && arguments != null) {
                    return off.test(((InstrumentationScopeInfo) arguments[0]).getName())
                            ? TracerConfig.disabled()
                            : before.apply(arguments[0]);
                }
                return method.isDefault()
                        ? InvocationHandler.invokeDefault(proxy, method, arguments)
                        : method.invoke(before, arguments);
            };
            try {
                set.invoke(
                        null,
                        tracers,
                        Proxy.newProxyInstance(configurator.getClassLoader(), new Class<?>[] {configurator}, handler));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
