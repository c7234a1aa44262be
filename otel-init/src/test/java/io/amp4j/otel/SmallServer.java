package io.amp4j.otel;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server on loopback that writes the given bytes as its answers, whatever HTTP says to them. */
final class SmallServer implements AutoCloseable {
    /** At the end of an answer: the connection is closed then. */
    static final String HANG_UP = "(hang up)";

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\r?$");

    private final ServerSocket server;
    private final Queue<String> answers;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Integer> connections = new CopyOnWriteArrayList<>();

    private SmallServer(ServerSocket server, Queue<String> answers) {
        this.server = server;
        this.answers = answers;
    }

    static SmallServer answering(String... answers) throws IOException {
        SmallServer started = new SmallServer(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), new ArrayDeque<>(List.of(answers)));
        started.threads.execute(started::accept);
        return started;
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** The connection of each request so far; the first is 1. */
    List<Integer> connections() {
        return List.copyOf(connections);
    }

    private void accept() {
        for (int number = 1; !server.isClosed(); number++) {
            try {
                Socket client = server.accept();
                int connection = number;
                threads.execute(() -> serve(client, connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client, int connection) {
        try (client) {
            while (readRequest(client.getInputStream())) {
                connections.add(connection);
                String answer = next();
                client.getOutputStream().write(answer.replace(HANG_UP, "").getBytes(StandardCharsets.ISO_8859_1));
                if (answer.endsWith(HANG_UP)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private synchronized String next() {
        String next = answers.poll();
        return next == null ? HANG_UP : next;
    }

    private static boolean readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        Matcher length = LENGTH.matcher(head);
        int wanted = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return in.readNBytes(wanted).length == wanted;
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
