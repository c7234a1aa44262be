package io.amp4j.opamp.testing;

import static io.amp4j.opamp.testing.Messages.bytes;
import static io.amp4j.opamp.testing.Messages.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class OpampServerExtensionTest {
    private static final List<FakeOpampServer> SERVERS = new ArrayList<>();

    @BeforeEach
    @AfterEach
    void forget() {
        SERVERS.clear();
    }

    @ExtendWith(OpampServerExtension.class)
    @EnabledIfSystemProperty(named = "inner", matches = "true")
    static class Inner {
        private final FakeOpampServer fromConstructor;

        Inner(FakeOpampServer server) {
            fromConstructor = server;
        }

        @BeforeEach
        void sameAsInTheConstructor(FakeOpampServer server) {
            assertThat(server).isSameAs(fromConstructor);
        }

        @Test
        void passes(FakeOpampServer server, ManualTime time) {
            SERVERS.add(server);
            assertThat(server).isSameAs(fromConstructor);
            assertThat(time.elapsed()).isZero();
        }

        @Test
        void fails(FakeOpampServer server) throws IOException {
            SERVERS.add(server);
            try (RawHttpClient client = new RawHttpClient(server.port())) {
                client.post(bytes(first()));
            }
            throw new IllegalStateException("on purpose");
        }
    }

    @EnabledIfSystemProperty(named = "inner", matches = "true")
    static class InnerWithOptions {
        @RegisterExtension
        static final OpampServerExtension OPAMP =
                OpampServerExtension.of(() -> FakeOpampServer.builder().path("/elsewhere"));

        @Test
        void passes(FakeOpampServer server) {
            assertThat(server.httpEndpoint()).hasPath("/elsewhere");
        }
    }

    @Test
    void givesEachTestItsOwnServerAndClosesIt() {
        List<String> reports = new ArrayList<>();
        SummaryGeneratingListener summary = run(Inner.class, reports);

        assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(1);
        assertThat(summary.getSummary().getFailures())
                .singleElement()
                .extracting(failure -> failure.getException().getMessage())
                .isEqualTo("on purpose");
        assertThat(SERVERS).hasSize(2).doesNotHaveDuplicates();
        for (FakeOpampServer server : SERVERS) {
            assertThatThrownBy(() -> new RawHttpClient(server.port())).isInstanceOf(ConnectException.class);
        }
        assertThat(reports).singleElement().asString().contains("received 1 messages");
    }

    @Test
    void givesServersWithOptions() {
        assertThat(run(InnerWithOptions.class, new ArrayList<>()).getSummary().getTestsSucceededCount())
                .isEqualTo(1);
    }

    private static SummaryGeneratingListener run(Class<?> testClass, List<String> reports) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
                .build();
        System.setProperty("inner", "true");
        try {
            LauncherFactory.create().execute(request, summary, new TestExecutionListener() {
                @Override
                public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
                    reports.addAll(entry.getKeyValuePairs().values());
                }
            });
        } finally {
            System.clearProperty("inner");
        }
        return summary;
    }
}
