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
        // The store closes the server when the context ends.
        return parameter.getParameter().getType() == ManualTime.class
                ? store.computeIfAbsent(ManualTime.class, key -> new ManualTime(), ManualTime.class)
                : store.computeIfAbsent(
                        FakeOpampServer.class, key -> builders.get().start(), FakeOpampServer.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        FakeOpampServer server = context.getStore(NAMESPACE).get(FakeOpampServer.class, FakeOpampServer.class);
        if (server != null && context.getExecutionException().isPresent()) {
            context.publishReportEntry("FakeOpampServer", server.transcript());
        }
    }
}
