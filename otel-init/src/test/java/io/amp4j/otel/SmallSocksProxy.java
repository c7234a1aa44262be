package io.amp4j.otel;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A SOCKS 5 proxy on loopback without a password. To it every server name is this machine, and it records what it is asked for. */
final class SmallSocksProxy implements AutoCloseable {
    private static final byte[] NO_PASSWORD = {5, 0};
    private static final byte[] CONNECTED = {5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    private static final int NAME = 3;

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> targets = new CopyOnWriteArrayList<>();

    private SmallSocksProxy(ServerSocket server) {
        this.server = server;
    }

    static SmallSocksProxy open() {
        try {
            SmallSocksProxy proxy = new SmallSocksProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** The servers asked for so far, as {@code name:port}. */
    List<String> targets() {
        return List.copyOf(targets);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            in.readByte();
            in.readFully(new byte[in.readUnsignedByte()]);
            out.write(NO_PASSWORD);
            in.readFully(new byte[3]);
            if (in.readByte() != NAME) {
                throw new IOException("the name was looked up by the client");
            }
            byte[] name = new byte[in.readUnsignedByte()];
            in.readFully(name);
            int port = in.readUnsignedShort();
            targets.add(new String(name, StandardCharsets.US_ASCII) + ":" + port);
            try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
                out.write(CONNECTED);
                threads.execute(() -> copy(client, far));
                copy(far, client);
            }
        } catch (IOException e) {
            // One side went away.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The end of the connection.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
