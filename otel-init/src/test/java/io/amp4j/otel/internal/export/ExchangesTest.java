package io.amp4j.otel.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that takes a request and hangs up may have its spans; it gets them no more often than needed. */
class ExchangesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Exchanges exchanges = new Exchanges(timer);

    ExchangesTest() throws IOException {}

    @AfterEach
    void close() throws IOException {
        exchanges.close();
        timer.shutdownNow();
        threads.shutdownNow();
        server.close();
    }

    private CompletableFuture<HttpResponse> send() {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/traces");
        return exchanges.send(
                new HttpRequest(endpoint, IdleConnectionsTest.TERMS, Map.of(), new byte[0], Duration.ofSeconds(30)));
    }

    /** Returns whether a whole request came. */
    private static boolean readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        return true;
    }

    private void hangUpAfterARequest(Callable<Socket> connection, AtomicInteger requests) {
        threads.execute(() -> {
            try (Socket client = connection.call()) {
                if (readRequest(client.getInputStream())) {
                    requests.incrementAndGet();
                }
            } catch (Exception e) {
                // The client went away.
                return;
            }
        });
    }

    @Test
    void sendsTwiceAtMostWhereEveryKeptConnectionIsHungUp() throws Exception {
        List<CompletableFuture<HttpResponse>> first = List.of(send(), send(), send(), send());
        List<Socket> kept = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            Socket client = server.accept();
            assertThat(readRequest(client.getInputStream())).isTrue();
            kept.add(client);
        }
        for (Socket client : kept) {
            client.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
        }
        for (CompletableFuture<HttpResponse> answer : first) {
            assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        AtomicInteger requests = new AtomicInteger();
        kept.forEach(client -> hangUpAfterARequest(() -> client, requests));
        hangUpAfterARequest(server::accept, requests);

        assertThat(send()).failsWithin(Duration.ofSeconds(30));
        assertThat(requests).hasValue(2);
    }
}
