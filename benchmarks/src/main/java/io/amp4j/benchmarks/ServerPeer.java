package io.amp4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** One connection of {@link MeasuredServer}. Takes no more from a client that does not take the answers. */
final class ServerPeer {

    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;

    private final MeasuredServer server;
    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] rest = new byte[0];
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream(256);
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean isWebSocket;

    ServerPeer(MeasuredServer server, SocketChannel channel, Selector selector) throws IOException {
        this.server = server;
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Reads or writes what there is. */
    void ready(ByteBuffer shared) throws IOException {
        if (key.isWritable()) {
            flush();
            return;
        }
        shared.clear();
        if (channel.read(shared) < 0) {
            throw new EOFException();
        }
        shared.flip();
        byte[] bytes = Arrays.copyOf(rest, rest.length + shared.remaining());
        shared.get(bytes, rest.length, shared.remaining());
        int at = 0;
        int used = -1;
        while (used != 0 && at < bytes.length) {
            used = isWebSocket ? frame(bytes, at) : request(bytes, at);
            at += used;
        }
        rest = Arrays.copyOfRange(bytes, at, bytes.length);
        flush();
    }

    /** Sends a message over an open WebSocket. */
    void send(byte[] message) throws IOException {
        frame(BINARY, message);
        flush();
    }

    private void flush() throws IOException {
        if (unsent.hasRemaining()) {
            channel.write(unsent);
        }
        if (!unsent.hasRemaining() && answers.size() > 0) {
            unsent = ByteBuffer.wrap(answers.toByteArray());
            answers.reset();
            channel.write(unsent);
        }
        int wanted = unsent.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** Answers one request. Returns how many bytes it has, or 0 if it is not all here yet. */
    private int request(byte[] bytes, int from) {
        int end = endOfHead(bytes, from);
        if (end < 0) {
            return 0;
        }
        String head = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        String names = head.toLowerCase(Locale.ROOT);
        String webSocketKey = value(head, names, "\r\nsec-websocket-key:");
        if (!webSocketKey.isEmpty()) {
            answers.writeBytes(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(webSocketKey) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            isWebSocket = true;
            server.joined(this);
            return end - from;
        }
        int length = Integer.parseInt(value(head, names, "\r\ncontent-length:"));
        if (bytes.length - end < length) {
            return 0;
        }
        byte[] answer = server.answer(Arrays.copyOfRange(bytes, end, end + length));
        answers.writeBytes(("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: "
                        + answer.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        answers.writeBytes(answer);
        return end + length - from;
    }

    private static int endOfHead(byte[] bytes, int from) {
        for (int i = from; i + 4 <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + 4, END_OF_HEAD, 0, 4)) {
                return i + 4;
            }
        }
        return -1;
    }

    private static String value(String head, String names, String name) {
        int at = names.indexOf(name);
        return at < 0
                ? ""
                : head.substring(at + name.length(), head.indexOf("\r\n", at + 2))
                        .strip();
    }

    private static String accept(String webSocketKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((webSocketKey + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers one frame, which is masked and, as all contenders send them, a whole message below 64 KiB. */
    private int frame(byte[] bytes, int from) throws IOException {
        int left = bytes.length - from;
        if (left < 2) {
            return 0;
        }
        int length = bytes[from + 1] & 0x7f;
        int header = 2;
        if (length == 126) {
            if (left < 4) {
                return 0;
            }
            length = (bytes[from + 2] & 0xff) << 8 | (bytes[from + 3] & 0xff);
            header = 4;
        }
        int payloadAt = from + header + 4;
        if (left < header + 4 + length) {
            return 0;
        }
        byte[] payload = Arrays.copyOfRange(bytes, payloadAt, payloadAt + length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= bytes[payloadAt - 4 + (i & 3)];
        }
        switch (bytes[from] & 0x0f) {
            // The first byte is the header of OpAMP.
            case BINARY -> frame(BINARY, server.answer(Arrays.copyOfRange(payload, 1, length)));
            case PING -> answers.writeBytes(new byte[] {(byte) 0x8a, 0});
            case CLOSE -> throw new EOFException();
            default -> {}
        }
        return header + 4 + length;
    }

    private void frame(int opcode, byte[] message) {
        int length = message.length + 1;
        answers.write(0x80 | opcode);
        if (length < 126) {
            answers.write(length);
        } else {
            answers.write(126);
            answers.write(length >> 8);
            answers.write(length);
        }
        answers.write(0);
        answers.writeBytes(message);
    }
}
