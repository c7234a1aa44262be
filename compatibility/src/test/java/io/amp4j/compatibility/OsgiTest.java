package io.amp4j.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.testing.FakeOpampServer;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The jars are OSGi bundles: they resolve in a framework, beside the bundles of the libraries, and work there. */
class OsgiTest {
    private static final Pattern LIBRARY =
            Pattern.compile("(okhttp-jvm|okio-jvm|jackson-(core|databind|annotations|dataformat-yaml)|snakeyaml"
                    + "|opentelemetry-(api|common|context|sdk(-common|-trace|-logs|-metrics)?))-\\d.*\\.jar");

    @TempDir
    Path storage;

    private Framework framework;

    @BeforeEach
    void startTheFramework() throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(
                        Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.service.urlhandlers", "false"));
        framework.start();
        List<Bundle> libraries = new ArrayList<>();
        try (Stream<Path> bundles = Files.list(Path.of("target", "bundles"))) {
            for (Path bundle : bundles.sorted().toList()) {
                libraries.add(install(bundle));
            }
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (LIBRARY.matcher(new File(entry).getName()).matches()) {
                libraries.add(install(Path.of(entry)));
            }
        }
        for (Bundle library : libraries) {
            boolean isExtension = library.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (!isExtension) {
                library.start();
            }
        }
    }

    @AfterEach
    void stopTheFramework() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void theCatalogLoads() throws Exception {
        Bundle bundle = started("catalog-core", "io.amp4j.catalog");

        Object builder = call(bundle, "io.amp4j.catalog.CatalogLoader", null, "builder");
        Object validation = call(bundle, "io.amp4j.catalog.CatalogLoader$Builder", builder, "load");

        assertThat(validation.getClass().getSimpleName()).isEqualTo("Valid");
    }

    @Test
    void theClientReachesItsServer() throws Exception {
        Bundle bundle = started("opamp-client", "io.amp4j.opamp");
        String builderType = "io.amp4j.opamp.OpampClientBuilder";
        String clientType = "io.amp4j.opamp.OpampClient";

        try (FakeOpampServer server = FakeOpampServer.start()) {
            Object builder = call(bundle, clientType, null, "builder", server.httpEndpoint());
            Object agent = call(bundle, "io.amp4j.opamp.AgentDescription", null, "of", "a", "1");
            call(bundle, builderType, builder, "agent", agent);
            Object client = call(bundle, builderType, builder, "build");
            call(bundle, clientType, client, "start");
            call(bundle, clientType, client, "awaitIdle", Duration.ofSeconds(60));

            Object status = call(bundle, clientType, client, "status");
            assertThat(call(bundle, "io.amp4j.opamp.OpampStatus", status, "isConnected"))
                    .isEqualTo(true);
            assertThat(server.messages()).isNotEmpty();
            call(bundle, clientType, client, "close");
        }
    }

    @Test
    void spansArrive() throws Exception {
        Bundle bundle = started("otel-init", "io.amp4j.otel");
        String builderType = "io.amp4j.otel.AmpOtelBuilder";
        String otelType = "io.amp4j.otel.AmpOtel";

        try (SpanReceiver receiver = new SpanReceiver()) {
            Function<String, String> environment = receiver.environment()::get;
            Object builder = call(bundle, otelType, null, "builder");
            call(bundle, builderType, builder, "environment", environment);
            Object otel = call(bundle, builderType, builder, "standalone");
            Object tracer = call(bundle, otelType, otel, "tracer", "test");
            Object spanBuilder = call(bundle, "io.opentelemetry.api.trace.Tracer", tracer, "spanBuilder", "a span");
            Object span = call(bundle, "io.opentelemetry.api.trace.SpanBuilder", spanBuilder, "startSpan");
            call(bundle, "io.opentelemetry.api.trace.Span", span, "end");
            call(bundle, otelType, otel, "close");

            assertThat(receiver.spans())
                    .singleElement()
                    .satisfies(sent -> assertThat(sent.getName()).isEqualTo("a span"));
        }
    }

    /** Installs and starts one of our jars, which has to export exactly what its module does. */
    private Bundle started(String jar, String name) throws BundleException, IOException {
        Path file = Path.of("target", "published", jar + ".jar");
        Bundle bundle = install(file);
        bundle.start();

        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(bundle.getSymbolicName()).isEqualTo(name);
        List<String> exported = ModuleFinder.of(file).find(name).orElseThrow().descriptor().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .toList();
        assertThat(Pattern.compile("(?:^|,)(io\\.amp4j[\\w.]*);version=")
                        .matcher(bundle.getHeaders().get(Constants.EXPORT_PACKAGE))
                        .results()
                        .map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(exported);
        return bundle;
    }

    private Bundle install(Path file) throws BundleException {
        URI location = file.toAbsolutePath().toUri();
        return framework.getBundleContext().installBundle(location.toString());
    }

    /** Calls a public method of a type as the bundle sees it; the first of that name with as many parameters, all of which the arguments fit. */
    private static Object call(Bundle bundle, String type, Object target, String name, Object... arguments)
            throws Exception {
        Method method = Arrays.stream(bundle.loadClass(type).getMethods())
                .filter(each -> each.getName().equals(name) && fits(each.getParameterTypes(), arguments))
                .findFirst()
                .orElseThrow(() -> new AssertionError(type + " has no such method " + name));
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(type + "." + name + " failed", e.getCause());
        }
    }

    private static boolean fits(Class<?>[] parameters, Object[] arguments) {
        boolean fits = parameters.length == arguments.length;
        for (int at = 0; fits && at < arguments.length; at++) {
            fits = parameters[at].isInstance(arguments[at]);
        }
        return fits;
    }
}
