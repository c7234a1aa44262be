package io.amp4j.otel.internal.export;

import io.opentelemetry.api.OpenTelemetry;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Runs work of ours so that instrumentation, the Java agent's above all, makes no spans of it.
 *
 * <p>OpenTelemetry's switch for this is public from API 1.65 on; before, it stood in another package. So it is looked for, once. Names are
 * taken from a class of the API, as the agent keeps the API in a package of its own.
 */
final class Untraced {
    private static final @Nullable MethodHandle SUPPRESS = find();

    private Untraced() {}

    static void run(Runnable work) {
        if (SUPPRESS == null) {
            work.run();
            return;
        }
        try {
            SUPPRESS.invokeExact(work);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a Runnable has thrown a checked exception", e);
        }
    }

    /** Whether this OpenTelemetry has the switch. */
    static boolean isKnown() {
        return SUPPRESS != null;
    }

    private static @Nullable MethodHandle find() {
        String api = OpenTelemetry.class.getPackageName();
        for (String place : new String[] {".impl", ".internal"}) {
            try {
                Class<?> found =
                        Class.forName(api + place + ".InstrumentationUtil", true, OpenTelemetry.class.getClassLoader());
                return MethodHandles.publicLookup()
                        .findStatic(
                                found, "suppressInstrumentation", MethodType.methodType(void.class, Runnable.class));
            } catch (ReflectiveOperationException | LinkageError e) {
                // Not in this place in this version.
            }
        }
        return null;
    }
}
