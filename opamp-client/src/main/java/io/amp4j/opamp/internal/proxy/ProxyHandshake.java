package io.amp4j.opamp.internal.proxy;

import io.amp4j.opamp.ProxySettings;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens a tunnel through a proxy to a server. Reads no byte beyond the proxy's answer, because the following bytes are the server's. */
public final class ProxyHandshake {
    private static final int MAX_ANSWER_BYTES = 16384;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");
    private static final Pattern IP_V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private ProxyHandshake() {}

    /** Requests a tunnel to {@code host}, over streams to the proxy. */
    public static void perform(ProxySettings proxy, String host, int port, InputStream in, OutputStream out)
            throws IOException {
        try {
            if (proxy.kind() == ProxySettings.Kind.SOCKS5) {
                socks5(proxy.credentials().orElse(null), host, port, new DataInputStream(in), out);
            } else {
                connect(proxy, host, port, in, out);
            }
        } catch (EOFException e) {
            throw new ProxyException("the proxy closed the connection without an answer", e);
        }
    }

    private static void connect(ProxySettings proxy, String host, int port, InputStream in, OutputStream out)
            throws IOException {
        String authority = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        StringBuilder request = new StringBuilder("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        String authorization = ProxyRoute.authorization(proxy);
        if (authorization != null) {
            request.append("Proxy-Authorization: ").append(authorization).append("\r\n");
        }
        proxy.connectHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Host")
                    && !(authorization != null && name.equalsIgnoreCase("Proxy-Authorization"))) {
                values.forEach(
                        value -> request.append(name).append(": ").append(value).append("\r\n"));
            }
        });
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        String statusLine = readHead(in).lines().findFirst().orElse("");
        Matcher matcher = STATUS_LINE.matcher(statusLine);
        if (!matcher.matches()) {
            throw new ProxyException("the proxy did not answer CONNECT with HTTP", null);
        }
        if (!matcher.group(1).startsWith("2")) {
            throw ProxyException.refused(Integer.parseInt(matcher.group(1)));
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
            if (head.size() > MAX_ANSWER_BYTES) {
                throw new ProxyException(
                        "the proxy's answer to CONNECT is longer than " + MAX_ANSWER_BYTES + " bytes", null);
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** RFC 1928, and RFC 1929 for the password. */
    private static void socks5(
            @Nullable PasswordAuthentication credentials, String host, int port, DataInputStream in, OutputStream out)
            throws IOException {
        out.write(credentials == null ? new byte[] {5, 1, 0} : new byte[] {5, 2, 0, 2});
        out.flush();
        int version = in.readUnsignedByte();
        int method = in.readUnsignedByte();
        if (version != 5) {
            throw new ProxyException("the proxy does not speak SOCKS 5", null);
        }
        if (method == 2 && credentials != null) {
            logIn(credentials, in, out);
        } else if (method != 0) {
            throw new ProxyException("the SOCKS proxy wants another kind of authentication", null);
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {5, 1, 0});
        if (host.contains(":") || IP_V4.matcher(host).matches()) {
            byte[] address = InetAddress.getByName(host).getAddress();
            request.write(address.length == 4 ? 1 : 4);
            request.writeBytes(address);
        } else {
            byte[] name = host.getBytes(StandardCharsets.US_ASCII);
            if (name.length > 255) {
                throw new ProxyException("the name of the server is too long for a SOCKS proxy", null);
            }
            request.write(3);
            request.write(name.length);
            request.writeBytes(name);
        }
        request.write(port >> 8);
        request.write(port);
        out.write(request.toByteArray());
        out.flush();
        in.readUnsignedByte();
        int status = in.readUnsignedByte();
        if (status != 0) {
            throw new ProxyException("the SOCKS proxy refused with code " + status, null);
        }
        in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int length = type == 1 ? 4 : type == 4 ? 16 : in.readUnsignedByte();
        in.readFully(new byte[length + 2]);
    }

    private static void logIn(PasswordAuthentication credentials, DataInputStream in, OutputStream out)
            throws IOException {
        byte[] user = credentials.getUserName().getBytes(StandardCharsets.UTF_8);
        byte[] password = String.valueOf(credentials.getPassword()).getBytes(StandardCharsets.UTF_8);
        if (user.length > 255 || password.length > 255) {
            throw new ProxyException("the user name or password is too long for a SOCKS proxy", null);
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(1);
        request.write(user.length);
        request.writeBytes(user);
        request.write(password.length);
        request.writeBytes(password);
        out.write(request.toByteArray());
        out.flush();
        in.readUnsignedByte();
        if (in.readUnsignedByte() != 0) {
            throw new ProxyException("the SOCKS proxy refused the credentials", null);
        }
    }
}
