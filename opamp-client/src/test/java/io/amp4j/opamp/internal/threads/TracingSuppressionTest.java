package io.amp4j.opamp.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.conformance.Defect;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.OkHttpTransport;
import io.amp4j.opamp.transport.RecordingListener;
import io.amp4j.opamp.transport.RecordingListener.Closed;
import io.amp4j.opamp.transport.RecordingListener.Message;
import io.amp4j.opamp.transport.RecordingListener.Opened;
import io.amp4j.opamp.transport.Targets;
import io.amp4j.opamp.transport.TestServer;
import io.amp4j.opamp.transport.Wire;
import io.opentelemetry.api.impl.InstrumentationUtil;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TracingSuppressionTest {
    private static final String NEWER = "io.opentelemetry.api.impl.InstrumentationUtil";

    /** Hides the newer place, as an older version of the API does. */
    private static final class Older extends ClassLoader {
        Older() {
            super(TracingSuppressionTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(NEWER)) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    private static boolean hidden() {
        return InstrumentationUtil.shouldSuppressInstrumentation(Context.current());
    }

    @Test
    void hidesWhatRunsFromTheAgentAndNothingElse() {
        AtomicInteger runs = new AtomicInteger();
        TracingSuppression.run(() -> {
            runs.incrementAndGet();
            assertThat(hidden()).isTrue();
        });
        assertThat(runs).hasValue(1);
        assertThat(hidden()).isFalse();
    }

    @Test
    void findsThePlaceOfOlderVersions() {
        int before = io.opentelemetry.api.internal.InstrumentationUtil.CALLS.get();
        AtomicInteger runs = new AtomicInteger();
        new TracingSuppression(new Older()).untraced(runs::incrementAndGet);
        assertThat(runs).hasValue(1);
        assertThat(io.opentelemetry.api.internal.InstrumentationUtil.CALLS).hasValue(before + 1);
    }

    @Test
    void runsWithoutOpenTelemetry() {
        AtomicInteger runs = new AtomicInteger();
        new TracingSuppression(ClassLoader.getPlatformClassLoader()).untraced(runs::incrementAndGet);
        assertThat(runs).hasValue(1);
    }

    @Test
    void passesOnWhatTheTaskThrowsAndRunsItOnce() {
        AtomicInteger runs = new AtomicInteger();
        assertThatIllegalStateException()
                .isThrownBy(() -> TracingSuppression.run(() -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("the task's own");
                }));
        assertThat(runs).hasValue(1);
    }

    /** The proxy selector is asked on the thread that makes the exchange or the upgrade, just before it. */
    @Test
    @Defect("J39")
    void hidesReportsAndUpgradesAndNotWhatFollowsFromThem() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                asked.add(uri.getPath() + " " + hidden());
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        try (TestServer server = TestServer.plain(wire -> {
                    Wire.Request request = wire.readRequest();
                    if (request.line.startsWith("POST")) {
                        wire.respond("200 OK", new byte[0]);
                    } else {
                        wire.upgrade(request);
                        wire.close(1000, "");
                    }
                    wire.awaitEnd();
                });
                OkHttpTransport transport = OkHttpTransport.create()) {
            List<Boolean> listenerHidden = new CopyOnWriteArrayList<>();
            RecordingListener http = new RecordingListener(event -> listenerHidden.add(hidden()));
            Connection connection =
                    transport.open(Targets.with(server.uri("http"), TlsSettings.DEFAULT, ProxySettings.SYSTEM), http);
            http.next(Opened.class);
            connection.send(new byte[1], "uid");
            http.next(Message.class);
            RecordingListener webSocket = new RecordingListener(event -> listenerHidden.add(hidden()));
            transport.open(Targets.with(server.uri("ws"), TlsSettings.DEFAULT, ProxySettings.SYSTEM), webSocket);
            webSocket.next(Opened.class);
            webSocket.next(Closed.class);
            assertThat(asked).containsExactly("/v1/opamp true", "/v1/opamp true");
            assertThat(listenerHidden).as("what users do in answer").hasSize(4).containsOnly(false);
        } finally {
            ProxySelector.setDefault(before);
        }
    }
}
