package io.amp4j.opamp.conformance;

import io.amp4j.opamp.transport.TestServer;
import io.amp4j.opamp.transport.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves files, whole or in ranges, and remembers who asked for them. */
final class FileHost implements AutoCloseable {

    final List<Wire.Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Integer> cuts = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger mostConnections = new AtomicInteger();
    private final TestServer server;

    FileHost() {
        try {
            server = TestServer.plain(this::counted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Serves a file and returns its URL. */
    String put(String name, byte[] content) {
        files.put("/" + name, content);
        return "http://127.0.0.1:" + server.port() + "/" + name;
    }

    /** Breaks the connection once, after so many bytes of a file. */
    void cutOnce(String name, int after) {
        cuts.put("/" + name, after);
    }

    /** Answers about a file only once the latch is open. */
    void hold(String name, CountDownLatch gate) {
        gates.put("/" + name, gate);
    }

    List<String> paths() {
        return requests.stream().map(FileHost::path).toList();
    }

    /** Returns how many connections there were at a time, at most. */
    int mostConnections() {
        return mostConnections.get();
    }

    private static String path(Wire.Request request) {
        String line = request.line;
        return line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
    }

    private void counted(Wire wire) throws Exception {
        mostConnections.accumulateAndGet(connections.incrementAndGet(), Math::max);
        try {
            answer(wire);
        } finally {
            connections.decrementAndGet();
        }
    }

    private void answer(Wire wire) throws Exception {
        Wire.Request request = wire.readRequest();
        requests.add(request);
        String path = path(request);
        CountDownLatch gate = gates.get(path);
        if (gate != null) {
            gate.await();
        }
        byte[] content = files.get(path);
        if (content == null) {
            wire.respond("404 Not Found", new byte[0], "Connection: close");
            return;
        }
        Integer cut = cuts.remove(path);
        String range = request.header("Range");
        if (cut != null) {
            wire.write("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: " + content.length + "\r\n\r\n");
            wire.write(Arrays.copyOf(content, cut));
        } else if (range != null && "\"1\"".equals(request.header("If-Range"))) {
            int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
            wire.respond(
                    "206 Partial Content",
                    Arrays.copyOfRange(content, from, content.length),
                    "Content-Range: bytes " + from + "-" + (content.length - 1) + "/" + content.length,
                    "Connection: close");
        } else {
            wire.respond("200 OK", content, "ETag: \"1\"", "Connection: close");
        }
    }

    @Override
    public void close() {
        gates.values().forEach(CountDownLatch::countDown);
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
