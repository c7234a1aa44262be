package io.amp4j.otel.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The timer's tasks are run by hand. */
class IdleConnectionsTest {
    static final ConnectionTerms TERMS = new ConnectionTerms(TlsTerms.ofProgram(null), ProxyChoice.jvm());

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final IdleConnections idle = new IdleConnections(timer);
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    IdleConnectionsTest() throws IOException {
        timer.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void close() throws IOException {
        idle.close();
        timer.shutdownNow();
        server.close();
    }

    private Route route() throws IOException {
        return Route.to(URI.create("http://127.0.0.1:" + server.getLocalPort()), TERMS);
    }

    private Socket keepOne() throws IOException {
        HttpConnection connection = new HttpConnection(route());
        connection.open(System.nanoTime() + Duration.ofSeconds(30).toNanos());
        idle.keep(connection);
        return server.accept();
    }

    private void letTimePass() {
        timer.getQueue().element().run();
    }

    @Test
    void closesWhatHasBeenIdleForTooLong() throws IOException {
        Socket farEnd = keepOne();
        letTimePass();
        assertThat(farEnd.getInputStream().read()).as("the end of the stream").isEqualTo(-1);
        assertThat(idle.take(route())).isEmpty();
    }

    @Test
    void leavesAloneWhatIsInUseAgain() throws IOException {
        Socket farEnd = keepOne();
        HttpConnection connection = idle.take(route()).orElseThrow();
        assertThat(timer.getQueue()).isEmpty();
        idle.close();
        connection.out().write('!');
        assertThat(farEnd.getInputStream().read()).isEqualTo('!');
        connection.close();
    }

    @Test
    void keepsTheFourThatWereUsedLast() throws IOException {
        Socket oldest = keepOne();
        for (int more = 0; more < 4; more++) {
            keepOne();
        }
        assertThat(oldest.getInputStream().read()).isEqualTo(-1);
        assertThat(timer.getQueue()).hasSize(4);
    }

    @Test
    void keepsNothingAfterTheEnd() throws IOException {
        idle.close();
        assertThat(keepOne().getInputStream().read()).isEqualTo(-1);
        assertThat(timer.getQueue()).isEmpty();
    }

    @Test
    void keepsNothingOnceTheTimerIsShutDown() throws IOException {
        timer.shutdown();
        assertThat(keepOne().getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void goesTheWayThatIsAskedForOnly() throws IOException {
        keepOne();
        Route other = Route.to(URI.create("https://127.0.0.1:" + server.getLocalPort()), TERMS);
        assertThat(idle.take(other)).isEmpty();
        assertThat(idle.take(route())).isPresent();
    }
}
