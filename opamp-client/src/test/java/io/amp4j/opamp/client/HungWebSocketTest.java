package io.amp4j.opamp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.testing.FakeOpampServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Agents of one fleet, some of them with a server that takes their WebSockets and then reads no more. */
class HungWebSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int HUNG = 30;

    /** Far more than the sockets in between hold. */
    private static final EffectiveConfig LARGE = EffectiveConfig.of(ConfigFile.yaml("x".repeat(8_000_000)));

    @Test
    void delaysNoOtherAgent() throws Exception {
        try (HungServer hung = new HungServer();
                FakeOpampServer healthy = FakeOpampServer.start();
                OpampFleet fleet = OpampFleet.builder().build()) {
            for (int i = 0; i < HUNG; i++) {
                client(fleet, hung.endpoint(), "hung-" + i)
                        .effectiveConfig(LARGE)
                        .build()
                        .start();
            }
            assertThat(hung.begun.tryAcquire(HUNG, LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("all of them write")
                    .isTrue();

            OpampClient client = client(fleet, healthy.webSocketEndpoint(), "healthy")
                    .health(ComponentHealth.unhealthy("0"))
                    .build();
            client.start();
            for (int i = 1; i <= 100; i++) {
                String error = Integer.toString(i);
                client.updateHealth(ComponentHealth.unhealthy(error));
                healthy.awaitMessage(
                        message -> message.health()
                                .filter(health -> health.lastError().equals(error))
                                .isPresent(),
                        LIMIT);
            }
            assertThat(hung.connections()).as("nobody has given up meanwhile").isEqualTo(HUNG);
        }
    }

    private static io.amp4j.opamp.OpampClientBuilder client(OpampFleet fleet, URI endpoint, String name) {
        return fleet.client(endpoint)
                .agent(AgentDescription.of(name, "1"))
                .writeTimeout(Duration.ofMinutes(5))
                .readTimeout(Duration.ofMinutes(5))
                .timeout(Duration.ofMinutes(5))
                .pingInterval(Duration.ZERO)
                .replyTimeout(Duration.ZERO);
    }

    /** Accepts each upgrade, reads the head of the first frame, and then nothing. */
    private static final class HungServer implements AutoCloseable {
        private static final Pattern KEY = Pattern.compile("(?i)Sec-WebSocket-Key: *(\\S+)");

        private final ServerSocket listening = new ServerSocket();
        private final List<Socket> sockets = new ArrayList<>();
        final Semaphore begun = new Semaphore(0);

        HungServer() throws IOException {
            listening.setReceiveBufferSize(4096);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HUNG * 2);
            Thread thread = new Thread(this::accept, "hung-server");
            thread.setDaemon(true);
            thread.start();
        }

        URI endpoint() {
            return URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/v1/opamp");
        }

        int connections() {
            synchronized (sockets) {
                return sockets.size();
            }
        }

        private void accept() {
            try {
                while (true) {
                    Socket socket = listening.accept();
                    synchronized (sockets) {
                        sockets.add(socket);
                    }
                    upgrade(socket);
                    socket.getInputStream().readNBytes(10);
                    begun.release();
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private static void upgrade(Socket socket) throws IOException {
            StringBuilder head = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            Matcher key = KEY.matcher(head);
            if (!key.find()) {
                throw new IOException("no upgrade");
            }
            String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }

        private static String accept(String key) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1")
                        .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
                return Base64.getEncoder().encodeToString(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
            synchronized (sockets) {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    }
}
