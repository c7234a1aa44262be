package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.WireInput;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** A client that sends what it is told on one connection and reads one response at a time, within ten seconds. */
final class RawHttpClient implements AutoCloseable {
    static final int WAIT_MILLIS = 10_000;

    final Socket socket;
    final WireInput in;

    RawHttpClient(int port) throws IOException {
        this(new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
    }

    RawHttpClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(WAIT_MILLIS);
        in = new WireInput(socket.getInputStream());
    }

    Response post(byte[] body) throws IOException {
        send(body, Map.of());
        return response();
    }

    void send(byte[] body, Map<String, String> more) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-protobuf");
        headers.put("Content-Length", Integer.toString(body.length));
        headers.putAll(more);
        request("POST", "/v1/opamp", headers, body);
    }

    void request(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(body);
        socket.getOutputStream().write(all.toByteArray());
    }

    Response response() throws IOException {
        if (!in.hasMore()) {
            throw new EOFException("no response");
        }
        String statusLine = in.line();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        byte[] body = in.require(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        return new Response(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, body);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static final class Response {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] body;

        Response(int status, Map<String, String> headers, byte[] body) {
            this.status = status;
            this.headers = headers;
            this.body = body;
        }

        int status() {
            return status;
        }

        Map<String, String> headers() {
            return headers;
        }

        byte[] body() {
            return body;
        }

        ServerToAgent message() throws IOException {
            return ServerToAgent.parseFrom(body);
        }

        byte[] inflated() throws IOException {
            try (GZIPInputStream gunzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return gunzip.readAllBytes();
            }
        }
    }
}
