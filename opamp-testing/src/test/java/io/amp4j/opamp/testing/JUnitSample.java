package io.amp4j.opamp.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs a few tests with the extension on the JUnit of its class loader. With nothing but JUnit, and what all versions of it have. */
public final class JUnitSample {
    private static final List<FakeOpampServer> SERVERS = new CopyOnWriteArrayList<>();

    private JUnitSample() {}

    /** Each test has its own server, the same as before it. */
    @ExtendWith(OpampServerExtension.class)
    static class OwnServer {
        private FakeOpampServer before;

        @BeforeEach
        void isReady(FakeOpampServer server, ManualTime time) {
            SERVERS.add(server);
            before = server;
            time.advance(Duration.ofSeconds(1));
        }

        @Test
        void sameAsBefore(FakeOpampServer server, ManualTime time) throws IOException {
            assertSame(before, server);
            assertEquals(Duration.ofSeconds(1), time.elapsed());
            try (RawHttpClient client = new RawHttpClient(server.port())) {
                client.post(Messages.bytes(Messages.first()));
            }
            assertEquals(1, server.messages().size());
        }

        @Test
        void fails(FakeOpampServer server) {
            assertSame(before, server);
            throw new IllegalStateException("on purpose");
        }
    }

    /** One that the class asks for is the same for all of its tests. */
    static class SharedServer {
        @RegisterExtension
        static final OpampServerExtension OPAMP =
                OpampServerExtension.of(() -> FakeOpampServer.builder().path("/elsewhere"));

        private static FakeOpampServer shared;

        @BeforeAll
        static void isReady(FakeOpampServer server) {
            SERVERS.add(server);
            shared = server;
        }

        @Test
        void isTheSame(FakeOpampServer server) {
            assertSame(shared, server);
            assertEquals("/elsewhere", server.httpEndpoint().getPath());
        }
    }

    /** The constructor has the server of its test. */
    @ExtendWith(OpampServerExtension.class)
    static class InTheConstructor {
        private static @Nullable FakeOpampServer last;

        private final FakeOpampServer own;

        InTheConstructor(FakeOpampServer server) {
            SERVERS.add(server);
            own = server;
        }

        @Test
        void one(FakeOpampServer server) {
            isOfThisTest(server);
        }

        @Test
        void other(FakeOpampServer server) {
            isOfThisTest(server);
        }

        private void isOfThisTest(FakeOpampServer server) {
            assertSame(own, server);
            assertNotSame(last, server);
            last = server;
        }
    }

    /** Runs them, and returns what JUnit tells of them, a line each. */
    public static String run() {
        SERVERS.clear();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(
                        selectClass(OwnServer.class),
                        selectClass(SharedServer.class),
                        selectClass(InTheConstructor.class))
                .build();
        List<String> told = new ArrayList<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() || result.getThrowable().isPresent()) {
                    told.add(test.getDisplayName() + " "
                            + result.getThrowable().map(Throwable::toString).orElse("passed"));
                }
            }

            @Override
            public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
                told.add(test.getDisplayName() + " reports "
                        + entry.getKeyValuePairs().keySet());
            }
        });
        for (FakeOpampServer server : SERVERS) {
            told.add(isClosed(server) ? "closed" : "still open");
        }
        return String.join("\n", told);
    }

    private static boolean isClosed(FakeOpampServer server) {
        try {
            new RawHttpClient(server.port()).close();
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
