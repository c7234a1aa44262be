package io.amp4j.opamp.testing.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accepts connections on loopback and gives each a thread of its own. */
public final class SocketListener implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Consumer<Socket> handler;
    private final ThreadFactory threads;
    private final int port;
    private @Nullable ServerSocket server;
    /** Keeps the port while nobody listens there. */
    private @Nullable Socket reserved;

    private CompletableFuture<@Nullable Void> accepting = CompletableFuture.completedFuture(null);
    private boolean closed;

    /**
     * Starts to listen.
     *
     * @param port 0 for any that is free
     * @param handler called on a thread of its own for each connection; the socket is closed when it returns
     */
    public SocketListener(int port, ThreadFactory threads, Consumer<Socket> handler) {
        this.handler = handler;
        this.threads = threads;
        ServerSocket bound = bind(port);
        this.port = bound.getLocalPort();
        listenOn(bound);
    }

    /** Returns the port. */
    public int port() {
        return port;
    }

    /** Runs {@code work} on a thread of its own. */
    public void start(Runnable work) {
        threads.newThread(work).start();
    }

    /** Stops listening, so that connecting is refused, and keeps the port; open connections live on. */
    public void pause() {
        lock.lock();
        try {
            if (stop()) {
                reserved = reserve(port);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean stop() {
        ServerSocket listening = server;
        server = null;
        if (listening == null) {
            return false;
        }
        closeQuietly(listening);
        awaitEnd(accepting);
        return true;
    }

    private void release() {
        Socket kept = reserved;
        reserved = null;
        if (kept != null) {
            closeQuietly(kept);
        }
    }

    /** Listens again on the same port. */
    public void resume() {
        lock.lock();
        try {
            if (server == null && !closed) {
                release();
                listenOn(bind(port));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            stop();
            release();
        } finally {
            lock.unlock();
        }
        open.forEach(SocketListener::closeQuietly);
    }

    private void listenOn(ServerSocket bound) {
        CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        server = bound;
        accepting = ended;
        start(() -> {
            accept(bound);
            ended.complete(null);
        });
    }

    /** The system goes on accepting until the thread that waits in {@code accept} has left it. */
    private static void awaitEnd(Future<?> ended) {
        try {
            ended.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Whoever connects next will find out.
        }
    }

    private void accept(ServerSocket bound) {
        while (!bound.isClosed()) {
            try {
                Socket socket = bound.accept();
                open.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or this one connection was gone before it was accepted; the loop's condition tells.
            }
        }
    }

    private void serve(Socket socket) {
        try {
            if (isClosed()) {
                return;
            }
            socket.setTcpNoDelay(true);
            handler.accept(socket);
        } catch (IOException e) {
            // The connection was gone before it was served.
        } finally {
            open.remove(socket);
            closeQuietly(socket);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a socket that holds a port without listening there, or null if another program was quicker. */
    private static @Nullable Socket reserve(int port) {
        Socket holder = new Socket();
        try {
            holder.setReuseAddress(true);
            holder.bind(address(port));
            return holder;
        } catch (IOException e) {
            closeQuietly(holder);
            return null;
        }
    }

    private static InetSocketAddress address(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket bound = new ServerSocket();
            bound.setReuseAddress(true);
            bound.bind(address(port), BACKLOG);
            return bound;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // There is nothing left to do for it.
        }
    }
}
