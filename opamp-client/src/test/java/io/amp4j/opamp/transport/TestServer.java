package io.amp4j.opamp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A server of raw sockets: each connection is handed to a script of its own, or to the last one when there are more. */
public final class TestServer implements AutoCloseable {
    /** What the server does with one connection. */
    public interface Script {
        void play(Wire wire) throws Exception;
    }

    private final ServerSocket listening;
    private final List<Script> scripts;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
    public final AtomicInteger connections = new AtomicInteger();

    private TestServer(ServerSocket listening, Script... scripts) {
        this.listening = listening;
        this.scripts = List.of(scripts);
        Thread thread = new Thread(this::accept, "test-server");
        thread.setDaemon(true);
        thread.start();
    }

    public static TestServer plain(Script... scripts) throws IOException {
        return new TestServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), scripts);
    }

    public static TestServer tls(SSLContext context, boolean wantsClient, Script... scripts) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(wantsClient);
        return new TestServer(socket, scripts);
    }

    public URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + port() + "/v1/opamp");
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                int number = connections.getAndIncrement();
                Script script = scripts.get(Math.min(number, scripts.size() - 1));
                Thread thread = new Thread(() -> play(script, socket), "test-server-connection-" + number);
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void play(Script script, Socket socket) {
        try (Wire wire = new Wire(socket)) {
            script.play(wire);
            outcomes.add("played");
        } catch (Exception | AssertionError e) {
            outcomes.add(e);
        }
    }

    /** Waits until one more script has played to its end, without any exception. */
    public void awaitPlayed() throws InterruptedException {
        Object outcome = outcomes.poll(20, TimeUnit.SECONDS);
        if (outcome instanceof Throwable e) {
            throw new AssertionError("the server's script failed", e);
        }
        assertThat(outcome).as("the server's script has ended").isNotNull();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
