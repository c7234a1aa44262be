package io.amp4j.otel.internal.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.testing.OtlpReceiver;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver that takes connections and never answers. */
class HttpDeliveryTest {
    private static final HttpDelivery.Options OPTIONS =
            new HttpDelivery.Options(Duration.ofMinutes(1), Duration.ofMinutes(1), false, RetryPolicy.getDefault());

    private ServerSocket silent;
    private volatile Target target;
    private HttpDelivery delivery;

    @BeforeEach
    void start() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        target = to("http://127.0.0.1:" + silent.getLocalPort() + "/v1/logs");
        delivery = new HttpDelivery(OPTIONS, () -> target, (asked, reply) -> {});
    }

    @AfterEach
    void close() throws IOException {
        delivery.abort();
        silent.close();
    }

    private static Target to(String url) {
        return new Target(
                URI.create(url), Map::of, false, new ConnectionTerms(TlsTerms.ofProgram(null), ProxyChoice.direct()));
    }

    private CompletableFuture<HttpDelivery.Result> deliver(Duration within) {
        return delivery.deliver(new byte[] {1}, System.nanoTime() + within.toNanos());
    }

    @Test
    void givesUpWhatIsOnTheWireWhenTheTimeForTheEndIsOver() throws Exception {
        CompletableFuture<HttpDelivery.Result> result = deliver(Duration.ofMinutes(1));
        try (Socket connection = silent.accept()) {
            assertThat(connection.isConnected()).isTrue();
            delivery.finish(Duration.ofMillis(100));
            assertThat(result.get(30, TimeUnit.SECONDS).reply().isDelivered()).isFalse();
        }
    }

    @Test
    void givesAnotherTargetItsOwnTime() throws Exception {
        try (OtlpReceiver receiver = OtlpReceiver.start()) {
            CompletableFuture<HttpDelivery.Result> result = deliver(Duration.ofSeconds(5));
            try (Socket connection = silent.accept()) {
                assertThat(connection.isConnected()).isTrue();
                target = to(receiver.endpoint());
                delivery.retarget();
                assertThat(result.get(30, TimeUnit.SECONDS).reply().isDelivered())
                        .isTrue();
            }
        }
    }
}
