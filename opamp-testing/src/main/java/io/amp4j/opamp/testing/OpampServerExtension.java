package io.amp4j.opamp.testing;

import java.lang.reflect.Constructor;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a {@link FakeOpampServer} and a {@link ManualTime} as parameters, and closes the server afterwards.
 *
 * <p>Each test has its own instances, shared by its constructor, its lifecycle methods and the test method; an instance that
 * {@code @BeforeAll} requests is shared by the class. Runs on JUnit 5.10 and newer. When a test fails, the server's transcript is published
 * as a report entry.
 *
 * <pre>{@code
 * @ExtendWith(OpampServerExtension.class)
 * class CheckoutAgentTest {
 *     @Test
 *     void reportsItsName(FakeOpampServer server) { … }
 * }
 * }</pre>
 *
 * <p>For a server with options: {@code @RegisterExtension static final OpampServerExtension OPAMP =
 * OpampServerExtension.of(() -> FakeOpampServer.builder().tls());}
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // JUnit is needed only by programs that use this class.
public final class OpampServerExtension implements ParameterResolver, BeforeEachCallback, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(OpampServerExtension.class);

    private final Supplier<FakeOpampServerBuilder> builders;

    /** Creates an extension whose servers have all defaults. */
    public OpampServerExtension() {
        this(FakeOpampServer::builder);
    }

    private OpampServerExtension(Supplier<FakeOpampServerBuilder> builders) {
        this.builders = builders;
    }

    /** Returns an extension whose servers are built by {@code builders}, which is called once for each server. */
    public static OpampServerExtension of(Supplier<FakeOpampServerBuilder> builders) {
        return new OpampServerExtension(builders);
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == FakeOpampServer.class || type == ManualTime.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        boolean early = parameter.getDeclaringExecutable() instanceof Constructor
                && context.getTestMethod().isEmpty()
                && context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_METHOD;
        return parameter.getParameter().getType() == ManualTime.class
                ? kept(store, ManualTime.class, early, ManualTime::new)
                : kept(
                                store,
                                Running.class,
                                early,
                                () -> new Running(builders.get().start()))
                        .server();
    }

    /** Does not use the store's compute methods, because their names changed from JUnit 5 to 6. Safe, because one thread runs one test. */
    private static <T> T kept(Store store, Class<T> type, boolean early, Supplier<T> maker) {
        T present = store.get(type, type);
        Object key = type;
        if (present == null && early) {
            key = new Early(Thread.currentThread(), type);
            present = store.get(key, type);
        }
        if (present != null) {
            return present;
        }
        T made = maker.get();
        store.put(key, made);
        return made;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        handOver(context, ManualTime.class);
        handOver(context, Running.class);
    }

    private static <T> void handOver(ExtensionContext test, Class<T> type) {
        Early key = new Early(Thread.currentThread(), type);
        for (Optional<ExtensionContext> outer = test.getParent();
                outer.isPresent();
                outer = outer.get().getParent()) {
            T made = outer.get().getStore(NAMESPACE).remove(key, type);
            if (made != null) {
                test.getStore(NAMESPACE).put(type, made);
            }
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Running running = context.getStore(NAMESPACE).get(Running.class, Running.class);
        if (running != null && context.getExecutionException().isPresent()) {
            context.publishReportEntry("FakeOpampServer", running.server().transcript());
        }
    }

    /**
     * The key of an instance that a constructor requested: before 5.12, JUnit gives constructors only the class's context, so the test
     * takes the instance over when it starts.
     */
    private record Early(Thread thread, Class<?> type) {}

    /**
     * Closed by the store when the context ends. Has both interfaces: before 5.13 JUnit closed only its own resource type, and later
     * versions warn about objects with only that type.
     */
    @SuppressWarnings("deprecation")
    private record Running(FakeOpampServer server) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }
}
