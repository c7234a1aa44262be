package io.amp4j.opamp.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a proxy does with one connection. The server's name need not exist: everything is relayed to one port here. */
final class TestProxy {
    final BlockingQueue<Wire.Request> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<String> socks = new LinkedBlockingQueue<>();
    private final int port;

    /** @param port of the server that every name stands for */
    TestProxy(int port) {
        this.port = port;
    }

    /** Answers CONNECT, and relays if all is well. */
    TestServer.Script connecting(String status) {
        return wire -> {
            requests.add(wire.readRequest());
            wire.write("HTTP/1.1 " + status + "\r\nX-Proxy: 1\r\n\r\n");
            if (status.startsWith("2")) {
                relay(wire);
            } else {
                wire.awaitEnd();
            }
        };
    }

    /** Forwards one plain request and its answer, whose body has a length. */
    TestServer.Script forwarding() {
        return wire -> {
            Wire.Request request = wire.readRequest();
            requests.add(request);
            wire.respond("200 OK", request.body);
            wire.awaitEnd();
        };
    }

    /** Speaks SOCKS 5, with a password if there is a user. */
    TestServer.Script socks5(String user, String password) {
        return wire -> {
            DataInputStream in = wire.in;
            in.readUnsignedByte();
            byte[] methods = in.readNBytes(in.readUnsignedByte());
            if (user.isEmpty()) {
                wire.write(new byte[] {5, 0});
            } else {
                wire.write(new byte[] {5, (byte) (methods.length == 2 ? 2 : 0xff)});
                in.readUnsignedByte();
                String name = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                String word = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                boolean known = name.equals(user) && word.equals(password);
                wire.write(new byte[] {1, (byte) (known ? 0 : 1)});
                if (!known) {
                    wire.awaitEnd();
                    return;
                }
            }
            in.readNBytes(3);
            int type = in.readUnsignedByte();
            byte[] host = in.readNBytes(type == 1 ? 4 : type == 4 ? 16 : in.readUnsignedByte());
            socks.add(
                    type == 3
                            ? new String(host, StandardCharsets.US_ASCII)
                            : InetAddress.getByAddress(host).getHostAddress());
            in.readUnsignedShort();
            wire.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
            relay(wire);
        };
    }

    private void relay(Wire wire) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread back = new Thread(() -> pump(server, wire), "test-proxy-back");
            back.setDaemon(true);
            back.start();
            copy(wire.in, server.getOutputStream());
        }
    }

    private static void pump(Socket server, Wire wire) {
        try {
            copy(server.getInputStream(), wire.out);
            wire.socket.close();
        } catch (IOException e) {
            // One side has hung up.
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }
}
