package io.amp4j.opamp.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ends TLS with client certificates in front of a server that speaks plain text, by one {@code openssl s_server} per connection. Other than nginx it
 * refuses a certificate in the handshake, with an alert, as HAProxy and Envoy do. Each connection is judged by the revoked certificates of its
 * begin.
 */
final class OpensslTerminator implements AutoCloseable {
    private static final int BUFFER = 16_384;

    private final Path directory;
    private final Path authority;
    private final Path revoked;
    private final int backend;
    private final ServerSocketChannel listener;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile @Nullable Instant time;

    private OpensslTerminator(Path directory, OpensslAuthority authority, int backend) throws IOException {
        this.directory = directory;
        this.authority = authority.file("ca.pem");
        this.revoked = authority.file("crl.pem");
        this.backend = backend;
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Starts one that takes certificates of {@code authority} alone, unless they are in its list of revoked ones. */
    static OpensslTerminator start(Path directory, OpensslAuthority authority, int backend) throws Exception {
        Files.createDirectories(directory);
        OpensslAuthority.Issued own = authority.server();
        Files.writeString(directory.resolve("server.pem"), own.certificate());
        Files.writeString(directory.resolve("server.key"), own.key());
        OpensslTerminator terminator = new OpensslTerminator(directory, authority, backend);
        daemon(terminator::accept);
        return terminator;
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    /** Returns how many connections have begun. */
    int accepted() {
        return accepted.get();
    }

    /** Sets the time by which new connections judge certificates. */
    void time(Instant value) {
        time = value;
    }

    /** Breaks all connections. */
    void cut() {
        List.copyOf(connections).forEach(Connection::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() throws Exception {
        while (true) {
            SocketChannel client = listener.accept();
            accepted.incrementAndGet();
            try {
                Connection connection = new Connection(client);
                connections.add(connection);
                daemon(connection::run);
            } catch (IOException e) {
                // Somebody else took the port, for example.
                client.close();
            }
        }
    }

    private List<String> command(int port) {
        List<String> command = new ArrayList<>(List.of(
                OpensslAuthority.PROGRAM.toString(),
                "s_server",
                "-quiet",
                "-accept",
                "127.0.0.1:" + port,
                "-naccept",
                "1",
                "-cert",
                "server.pem",
                "-key",
                "server.key",
                "-CAfile",
                authority.toString(),
                "-Verify",
                "3",
                "-verify_return_error",
                "-crl_check",
                "-CRL",
                revoked.toString()));
        Instant at = time;
        if (at != null) {
            command.addAll(List.of("-attime", Long.toString(at.getEpochSecond())));
        }
        return command;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** What fails here is seen by the client, as a connection that broke. */
    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        // One of the two sides has closed.
                    }
                },
                "terminator");
        thread.setDaemon(true);
        thread.start();
    }

    /** From the client to {@code s_server}, and by its standard streams to the backend. */
    private final class Connection {
        private final SocketChannel client;
        private final SocketChannel secured;
        private final Process process;

        Connection(SocketChannel client) throws Exception {
            this.client = client;
            int port = Daemon.freePort();
            process = new ProcessBuilder(command(port))
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            secured = connected(port);
        }

        private SocketChannel connected(int port) throws Exception {
            do {
                try {
                    return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                } catch (IOException e) {
                    // Not ready yet.
                }
            } while (!process.waitFor(5, TimeUnit.MILLISECONDS));
            throw new IOException("s_server has ended");
        }

        void run() throws IOException {
            daemon(() -> {
                pass(client, secured);
                secured.shutdownOutput();
            });
            daemon(() -> {
                // The alert arrives before the end: what the client still sends is read until it closes.
                pass(secured, client);
                client.shutdownOutput();
            });
            try (Socket socket = connectedOnFirstByte()) {
                daemon(() -> {
                    transfer(socket.getInputStream(), process.getOutputStream());
                    // The server has closed.
                    close();
                });
                transfer(process.getInputStream(), socket.getOutputStream());
            }
        }

        /** A client that is refused never reaches the server. */
        private Socket connectedOnFirstByte() throws IOException {
            int first = process.getInputStream().read();
            if (first < 0) {
                throw new IOException("refused");
            }
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend);
            socket.getOutputStream().write(first);
            return socket;
        }

        void close() {
            connections.remove(this);
            process.destroyForcibly();
            try {
                client.close();
                secured.close();
            } catch (IOException e) {
                // It is closed.
            }
        }

        private void pass(ReadableByteChannel from, WritableByteChannel to) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        }

        private void transfer(InputStream from, OutputStream to) throws IOException {
            byte[] buffer = new byte[BUFFER];
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                to.write(buffer, 0, length);
                to.flush();
            }
        }
    }
}
