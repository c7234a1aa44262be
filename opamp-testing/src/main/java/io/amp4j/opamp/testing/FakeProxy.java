package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.HttpHead;
import io.amp4j.opamp.testing.internal.HttpText;
import io.amp4j.opamp.testing.internal.ServerThreads;
import io.amp4j.opamp.testing.internal.SocketListener;
import io.amp4j.opamp.testing.internal.WireInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy on loopback: it opens tunnels for CONNECT, forwards requests with an absolute URL, and records the heads of requests.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeProxy implements AutoCloseable {
    private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
    private final SocketListener listener;
    private volatile @Nullable String credentials;

    private FakeProxy() {
        listener = new SocketListener(0, ServerThreads.factory(true), this::serve);
    }

    /** Starts a proxy without authentication on any free port. */
    public static FakeProxy start() {
        return new FakeProxy();
    }

    /** Answers 407 from now on to requests without these credentials in {@code Proxy-Authorization: Basic}. */
    public void requireCredentials(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        credentials = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Returns the TCP port on 127.0.0.1. */
    public int port() {
        return listener.port();
    }

    /** Returns the proxy's URL. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Returns the first request on each connection so far, including refused ones. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(requests);
    }

    /** Cuts all connections and frees the port. */
    @Override
    public void close() {
        listener.close();
    }

    private void serve(Socket client) {
        try {
            WireInput in = new WireInput(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (in.hasMore()) {
                HttpHead head = HttpHead.read(in);
                int index = requests.size();
                requests.add(new ReceivedRequest(
                        index, index, System.nanoTime(), head.method(), head.target(), head.headers(), ""));
                String required = credentials;
                if (required == null || required.equals(head.header("Proxy-Authorization"))) {
                    pass(head, client, in, out);
                    return;
                }
                // Skips the body of a refused POST, so that the client can repeat the request on the same connection.
                head.skipBody(in);
                out.write(HttpText.head(
                        407, Map.of("Proxy-Authenticate", "Basic realm=\"fake\"", "Content-Length", "0")));
                out.flush();
            }
        } catch (IOException e) {
            // One of the two sides is closed, which ends the tunnel.
        }
    }

    private void pass(HttpHead head, Socket client, WireInput in, OutputStream out) throws IOException {
        boolean tunnel = head.method().equals("CONNECT");
        URI target = URI.create(tunnel ? "tcp://" + head.target() : head.target());
        try (Socket server = new Socket(target.getHost(), target.getPort())) {
            server.setTcpNoDelay(true);
            if (tunnel) {
                out.write(HttpText.head(200, Map.of()));
                out.flush();
            } else {
                server.getOutputStream().write(withoutProxyHeaders(head));
            }
            listener.start(() -> {
                pump(server, out);
                closeQuietly(client);
            });
            pump(in, server.getOutputStream());
        }
    }

    private static byte[] withoutProxyHeaders(HttpHead head) {
        StringBuilder text = new StringBuilder(head.method() + " " + head.target() + " " + head.version() + "\r\n");
        head.headers().forEach((name, values) -> {
            if (!name.regionMatches(true, 0, "Proxy-", 0, 6)) {
                values.forEach(
                        value -> text.append(name).append(": ").append(value).append("\r\n"));
            }
        });
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void pump(Socket from, OutputStream to) {
        try {
            pump(from.getInputStream(), to);
        } catch (IOException e) {
            // One of the two sides is closed.
        }
    }

    private static void pump(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It was closed already.
        }
    }
}
