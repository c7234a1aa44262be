package io.amp4j.opamp.testing;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a {@link FakeOpampServer} and a {@link ManualTime} as parameters, and closes the server afterwards.
 *
 * <p>Each test has its own, shared by its constructor, its lifecycle methods and itself; one that {@code @BeforeAll} asks for is shared by the
 * class. When a test fails, what the server saw is published as a report entry.
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
 */
@SuppressWarnings("exports") // JUnit is there for those who use this class, and for nobody else.
public final class OpampServerExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(OpampServerExtension.class);

    private final Supplier<FakeOpampServerBuilder> builders;

    /** Gives servers with all defaults. */
    public OpampServerExtension() {
        this(FakeOpampServer::builder);
    }

    private OpampServerExtension(Supplier<FakeOpampServerBuilder> builders) {
        this.builders = builders;
    }

    /** Gives servers that {@code builders} describe; it is asked once for each server. */
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
        return parameter.getParameter().getType() == ManualTime.class ? time(store) : server(store);
    }

    /** Without the methods that compute what is absent: their names changed from JUnit 5 to 6. One thread runs one test. */
    private static ManualTime time(Store store) {
        ManualTime present = store.get(ManualTime.class, ManualTime.class);
        if (present != null) {
            return present;
        }
        ManualTime made = new ManualTime();
        store.put(ManualTime.class, made);
        return made;
    }

    private FakeOpampServer server(Store store) {
        Running present = store.get(FakeOpampServer.class, Running.class);
        if (present != null) {
            return present.server();
        }
        FakeOpampServer made = builders.get().start();
        store.put(FakeOpampServer.class, new Running(made));
        return made;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Running running = context.getStore(NAMESPACE).get(FakeOpampServer.class, Running.class);
        if (running != null && context.getExecutionException().isPresent()) {
            context.publishReportEntry("FakeOpampServer", running.server().transcript());
        }
    }

    /** Closed by the store when the context ends; before 5.13 JUnit closed nothing but its own kind of resource, and later warns of that alone. */
    @SuppressWarnings("deprecation")
    private record Running(FakeOpampServer server) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }
}
