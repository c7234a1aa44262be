package io.amp4j.otel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * An HTTP proxy on loopback that may want a password. To it every server name is this machine, and it records the head of each request.
 */
final class SmallProxy implements AutoCloseable {
    private static final Pattern CREDENTIALS = Pattern.compile("(?im)^proxy-authorization: *(.*?)\r?$");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)\r?$");

    private final ServerSocket server;
    private final String wanted;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private SmallProxy(ServerSocket server, String wanted) {
        this.server = server;
        this.wanted = wanted;
    }

    static SmallProxy open() {
        return start("");
    }

    static SmallProxy wanting(String user, String password) {
        return start("Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    /** One that is spoken to over TLS. */
    static SmallProxy secure(SSLContext context) {
        return start("", context.getServerSocketFactory());
    }

    private static SmallProxy start(String wanted) {
        return start(wanted, ServerSocketFactory.getDefault());
    }

    private static SmallProxy start(String wanted, ServerSocketFactory sockets) {
        try {
            SmallProxy proxy =
                    new SmallProxy(sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), wanted);
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** The heads of all requests so far. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            heads.add(head);
            Matcher credentials = CREDENTIALS.matcher(head);
            if (!wanted.isEmpty()
                    && !(credentials.find() && credentials.group(1).equals(wanted))) {
                skipBody(client.getInputStream(), head);
                client.getOutputStream()
                        .write(ascii(String.join(
                                "\r\n",
                                "HTTP/1.1 407 Proxy Authentication Required",
                                "Proxy-Authenticate: Basic realm=\"p\"",
                                "Content-Length: 0",
                                "Connection: close",
                                "",
                                "")));
                return;
            }
            String[] request = head.split(" ", 3);
            if (request[0].equals("CONNECT")) {
                int port = Integer.parseInt(request[1].substring(request[1].lastIndexOf(':') + 1));
                try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    client.getOutputStream().write(ascii("HTTP/1.1 200 Connection established\r\n\r\n"));
                    threads.execute(() -> copy(client, far));
                    copy(far, client);
                }
            } else {
                forward(client, head, request);
            }
        } catch (IOException e) {
            // One side went away.
        }
    }

    private static void forward(Socket client, String head, String[] request) throws IOException {
        // URI knows no underscore in a host, so the address is taken apart by hand.
        String rest = request[1].substring("http://".length());
        String authority = rest.substring(0, rest.indexOf('/'));
        int port = Integer.parseInt(authority.substring(authority.indexOf(':') + 1));
        String onward = request[0] + " " + URI.create(rest.substring(rest.indexOf('/'))) + " " + request[2];
        onward = CREDENTIALS
                .matcher(onward)
                .replaceAll("Via: small")
                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
        try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
            far.getOutputStream().write(ascii(onward));
            far.getOutputStream().write(body(client.getInputStream(), head));
            far.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void skipBody(InputStream in, String head) throws IOException {
        byte[] unused = body(in, head);
    }

    private static byte[] body(InputStream in, String head) throws IOException {
        Matcher length = LENGTH.matcher(head);
        return in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // The end of the tunnel.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the client went away");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
