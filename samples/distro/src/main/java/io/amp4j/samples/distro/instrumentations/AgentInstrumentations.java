package io.amp4j.samples.distro.instrumentations;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads what the Java agent around this class has: its modules by the service loader, as the agent does, and its scopes by their files. */
public final class AgentInstrumentations {
    private static final Logger LOG = Logger.getLogger(AgentInstrumentations.class.getName());
    private static final String MODULE = "io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule";
    private static final String SCOPES = "META-INF/io/opentelemetry/instrumentation/io.opentelemetry.";
    private static final int MOST_FAILURES = 100;

    private AgentInstrumentations() {}

    /** Returns them; none if the agent does not tell. To be called after the agent has loaded them, or it costs half a second. */
    public static Inventory read(ConfigProperties config) {
        ClassLoader loader = loader();
        List<Instrumentation> found = List.of();
        try {
            found = modules(Class.forName(MODULE, true, loader), loader, config);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(Level.FINE, "the agent does not tell its instrumentations", e);
        }
        return new Inventory(
                found, name -> name.length() < 100 && loader.getResource(SCOPES + name + ".properties") != null);
    }

    /** With all extensions in it, if the agent says. */
    private static ClassLoader loader() {
        try {
            Object loader = Class.forName("io.opentelemetry.javaagent.bootstrap.AgentInitializer", true, null)
                    .getMethod("getExtensionsClassLoader")
                    .invoke(null);
            if (loader instanceof ClassLoader all) {
                return all;
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(Level.FINE, "the agent does not tell its class loader", e);
        }
        return Optional.ofNullable(AgentInstrumentations.class.getClassLoader())
                .orElseGet(ClassLoader::getSystemClassLoader);
    }

    private static List<Instrumentation> modules(Class<?> type, ClassLoader loader, ConfigProperties config)
            throws ReflectiveOperationException {
        Field names = type.getDeclaredField("instrumentationNames");
        names.setAccessible(true);
        Method enabled = type.getMethod("defaultEnabled", ConfigProperties.class);
        List<Instrumentation> modules = new ArrayList<>();
        Iterator<?> all = ServiceLoader.load(type, loader).iterator();
        int failures = 0;
        while (failures < MOST_FAILURES) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                Object module = all.next();
                List<String> own = new ArrayList<>();
                ((Iterable<?>) names.get(module)).forEach(name -> own.add(String.valueOf(name)));
                modules.add(new Instrumentation(own, isOn(own, config, enabled, module)));
            } catch (ServiceConfigurationError | LinkageError e) {
                // One that needs a later Java, which the agent leaves out too.
                failures++;
            }
        }
        return modules;
    }

    /** As the agent decides. */
    private static boolean isOn(List<String> names, ConfigProperties config, Method enabled, Object module)
            throws ReflectiveOperationException {
        for (String name : names) {
            Boolean set = config.getBoolean("otel.instrumentation." + name + ".enabled");
            if (set != null) {
                return set;
            }
        }
        return Boolean.TRUE.equals(enabled.invoke(module, config));
    }
}
