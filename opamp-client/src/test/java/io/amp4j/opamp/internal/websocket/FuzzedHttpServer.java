package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.ConnectionTimeouts;
import io.amp4j.opamp.transport.MessageLimits;
import io.amp4j.opamp.transport.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Answers every request with the bytes of the moment and hangs up. */
final class FuzzedHttpServer implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile byte[] answer = new byte[0];

    FuzzedHttpServer() throws IOException {
        Thread thread = new Thread(this::serve, "fuzzed-http-server");
        thread.setDaemon(true);
        thread.start();
    }

    void answerWith(byte[] bytes) {
        answer = bytes;
    }

    ConnectionTarget target(int limit) {
        Duration patience = Duration.ofSeconds(20);
        URI endpoint = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/v1/opamp");
        return ConnectionTarget.builder(endpoint)
                .proxy(ProxySettings.DIRECT)
                .timeouts(ConnectionTimeouts.builder()
                        .connect(patience)
                        .write(patience)
                        .read(patience)
                        .call(patience)
                        .close(patience)
                        .build())
                .limits(MessageLimits.builder()
                        .maxSentBytes(limit)
                        .maxReceivedBytes(limit)
                        .build())
                .pingInterval(Duration.ZERO)
                .pongTimeout(patience)
                .build();
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept();
                    Wire wire = new Wire(socket)) {
                socket.setTcpNoDelay(true);
                wire.readRequest();
                wire.write(answer);
                // Bytes that the client has not read yet must not be taken from it by a reset.
                socket.shutdownOutput();
                wire.in.read();
            } catch (IOException e) {
                // The client hung up, or this server has ended.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
