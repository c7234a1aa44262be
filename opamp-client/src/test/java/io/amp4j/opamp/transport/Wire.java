package io.amp4j.opamp.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The server's end of one connection, byte by byte. */
public final class Wire implements AutoCloseable {
    /** A request as it arrived. */
    public static final class Request {
        public final String line;
        public final List<String> headers;
        public final byte[] body;

        Request(String line, List<String> headers, byte[] body) {
            this.line = line;
            this.headers = headers;
            this.body = body;
        }

        /** Returns the values of all headers of this name, joined, or null. */
        @Nullable
        public String header(String name) {
            List<String> values = headers.stream()
                    .filter(header -> header.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(header -> header.substring(name.length() + 1).strip())
                    .toList();
            return values.isEmpty() ? null : String.join(", ", values);
        }
    }

    /** A frame as it arrived, unmasked. */
    public record Frame(int opcode, boolean last, boolean compressed, boolean masked, String hex) {
        public byte[] payload() {
            return HexFormat.of().parseHex(hex);
        }
    }

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    public final Socket socket;
    public final DataInputStream in;
    public final OutputStream out;

    public Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    public Request readRequest() throws IOException {
        String line = readLine();
        List<String> headers = new ArrayList<>();
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            headers.add(header);
        }
        Request head = new Request(line, headers, new byte[0]);
        String length = head.header("Content-Length");
        return new Request(line, headers, in.readNBytes(length == null ? 0 : Integer.parseInt(length)));
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Answers with a status line such as {@code 200 OK}, more header lines, and a body with its length. */
    public void respond(String status, byte[] body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        write(concat(head.toString().getBytes(StandardCharsets.ISO_8859_1), body));
    }

    public Request upgrade(String... headers) throws IOException {
        Request request = readRequest();
        upgrade(request, headers);
        return request;
    }

    public void upgrade(Request request, String... headers) throws IOException {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept(request.header("Sec-WebSocket-Key")) + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        write(head.append("\r\n").toString());
    }

    public static String accept(@Nullable String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public Frame readFrame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7f;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        boolean masked = (second & 0x80) != 0;
        byte[] key = masked ? in.readNBytes(4) : new byte[4];
        byte[] payload = in.readNBytes((int) length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i % 4];
        }
        return new Frame(first & 15, (first & 0x80) != 0, (first & 0x40) != 0, masked, hex(payload));
    }

    /** Reads frames until one has this opcode. */
    public Frame readFrame(int opcode) throws IOException {
        while (true) {
            Frame frame = readFrame();
            if (frame.opcode() == opcode) {
                return frame;
            }
        }
    }

    public void binary(byte[] payload) throws IOException {
        write(frame(0x80 | BINARY, payload));
    }

    public void close(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        write(frame(0x80 | CLOSE, concat(new byte[] {(byte) (code >> 8), (byte) code}, text)));
    }

    public static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(payload.length);
        } else if (payload.length < 65536) {
            out.write(126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Compresses as permessage-deflate wants it, without the tail. */
    public static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(bytes);
        byte[] out = new byte[bytes.length + 1024];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return java.util.Arrays.copyOf(out, length - 4);
    }

    public static byte[] inflate(byte[] bytes) throws Exception {
        Inflater inflater = new Inflater(true);
        inflater.setInput(concat(bytes, new byte[] {0, 0, -1, -1}));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[4096];
        for (int count = inflater.inflate(piece); count > 0; count = inflater.inflate(piece)) {
            out.write(piece, 0, count);
        }
        inflater.end();
        return out.toByteArray();
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Waits until the client has hung up. */
    public void awaitEnd() throws IOException {
        try {
            while (in.read() >= 0) {
                // What the client still says does not matter here.
            }
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset is an end, too.
        }
    }

    /** Says nothing more, and still hears. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
