package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.Frame;
import io.amp4j.opamp.testing.internal.MessageDeflate;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import io.amp4j.opamp.testing.internal.wire.ServerToAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A WebSocket client that sends and reads frames as told, within ten seconds each. */
final class RawWebSocketClient implements AutoCloseable {
    private static final int LIMIT = 1 << 28;

    final RawHttpClient http;

    RawWebSocketClient(int port) throws IOException {
        this(new RawHttpClient(port));
    }

    RawWebSocketClient(Socket socket) throws IOException {
        this(new RawHttpClient(socket));
    }

    private RawWebSocketClient(RawHttpClient http) {
        this.http = http;
    }

    static RawWebSocketClient open(FakeOpampServer server) throws IOException {
        RawWebSocketClient client = new RawWebSocketClient(server.port());
        RawHttpClient.Response response = client.upgrade(Map.of());
        if (response.status() != 101) {
            throw new IOException("not upgraded: " + response.status());
        }
        return client;
    }

    RawHttpClient.Response upgrade(Map<String, String> more) throws IOException {
        askForUpgrade(more);
        return http.response();
    }

    void askForUpgrade(Map<String, String> more) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Version", "13");
        headers.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        headers.putAll(more);
        http.request("GET", "/v1/opamp", headers, new byte[0]);
    }

    void send(AgentToServer.Builder message) throws IOException {
        frame(true, 0, WebSocketFrame.BINARY, framed(Messages.bytes(message)));
    }

    void frame(boolean fin, int reserved, int opcode, byte[] payload) throws IOException {
        raw(Frame.encode(fin, reserved, opcode, true, payload));
    }

    void raw(byte[] bytes) throws IOException {
        http.socket.getOutputStream().write(bytes);
    }

    static byte[] framed(byte[] body) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(0);
        message.writeBytes(body);
        return message.toByteArray();
    }

    Frame frame() throws IOException {
        return Frame.read(http.in, LIMIT);
    }

    ServerToAgent receive() throws IOException {
        Frame frame = frame();
        byte[] message = frame.reserved() == 4 ? MessageDeflate.inflate(frame.payload(), LIMIT) : frame.payload();
        if (frame.opcode() != WebSocketFrame.BINARY || message[0] != 0) {
            throw new IOException("no message but opcode " + frame.opcode());
        }
        return ServerToAgent.parseFrom(Arrays.copyOfRange(message, 1, message.length));
    }

    ServerToAgent exchange(AgentToServer.Builder message) throws IOException {
        send(message);
        return receive();
    }

    boolean isOver() throws IOException {
        return !http.in.hasMore();
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
