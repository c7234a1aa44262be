package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/**
 * A connection to a server, through a proxy or not, over TLS or not, for one request at a time. May be closed by another thread at any
 * time, which interrupts whatever it does.
 */
final class HttpConnection implements Closeable {
    private final Route route;
    private volatile boolean closed;
    private volatile Socket wire = new Socket(Proxy.NO_PROXY);
    private Socket open = wire;
    private InputStream in = InputStream.nullInputStream();
    private long deadline;

    HttpConnection(Route route) {
        this.route = route;
    }

    Route route() {
        return route;
    }

    /** Connects, by a time of {@link System#nanoTime()} that holds for what is read then, too. */
    void open(long until) throws IOException {
        deadline = until;
        if (route.proxy().isPresent()) {
            throughProxy(route.proxy().get());
        } else {
            connect(route.server().bareHost(), route.port());
            open = wire;
        }
        if (route.secure()) {
            open = secured(open, route.server().bareHost(), route.port());
        }
        in = new BufferedInputStream(open.getInputStream());
        open.setSoTimeout(left());
    }

    /** Begins another request on an open connection, unless the other side has closed it or said something unasked. */
    boolean reopen(long until) {
        deadline = until;
        try {
            open.setSoTimeout(1);
            int unused = in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return restoresTimeout();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean restoresTimeout() {
        try {
            open.setSoTimeout(left());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    InputStream in() {
        return in;
    }

    OutputStream out() throws IOException {
        return open.getOutputStream();
    }

    private void throughProxy(ProxyRule.Proxy way) throws IOException {
        String host = way.host().replaceAll("[\\[\\]]", "");
        try {
            if (way.kind() == ProxyRule.Kind.SOCKS) {
                use(new Socket(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(host, way.port()))));
                wire.connect(InetSocketAddress.createUnresolved(route.server().bareHost(), route.port()), left());
                wire.setTcpNoDelay(true);
                open = wire;
                return;
            }
            connect(host, way.port());
            open = way.kind() == ProxyRule.Kind.HTTPS ? secured(wire, host, way.port()) : wire;
        } catch (IOException e) {
            throw new ProxyException(
                    "the proxy " + way + " of " + way.source() + " cannot be used: " + reason(way, e), e);
        }
        if (route.secure()) {
            tunnel(way);
        }
    }

    /** Whatever goes wrong with a SOCKS proxy, the JDK throws the same type; its message tells more, and holds no header. */
    private String reason(ProxyRule.Proxy way, IOException failure) {
        return way.kind() == ProxyRule.Kind.SOCKS && failure.getClass() == SocketException.class
                ? String.valueOf(failure.getMessage())
                : FailureText.of(failure, route.tls());
    }

    private void connect(String host, int port) throws IOException {
        IOException failure = null;
        InetAddress[] addresses = InetAddress.getAllByName(host);
        int more = addresses.length;
        for (InetAddress address : addresses) {
            try {
                if (failure != null) {
                    use(new Socket(Proxy.NO_PROXY));
                }
                // Each gets its share of the time, or one that does not answer would hide the others.
                wire.connect(new InetSocketAddress(address, port), Math.max(1, left() / more--));
                wire.setTcpNoDelay(true);
                return;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure == null ? new EOFException() : failure;
    }

    private void use(Socket next) throws IOException {
        wire.close();
        wire = next;
        if (closed) {
            next.close();
        }
    }

    private void tunnel(ProxyRule.Proxy way) throws IOException {
        String authority = route.server().host() + ":" + route.port();
        String authorization =
                way.authorization() == null ? "" : "Proxy-Authorization: " + way.authorization() + "\r\n";
        StringBuilder request = new StringBuilder("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n");
        way.connectHeaders().forEach((name, values) -> {
            // Each of these once: some proxies answer a second one with 400.
            boolean isThere = name.equalsIgnoreCase("Host")
                    || (way.authorization() != null && name.equalsIgnoreCase("Proxy-Authorization"));
            if (!isThere) {
                values.forEach(
                        value -> request.append(name).append(": ").append(value).append("\r\n"));
            }
        });
        request.append(authorization).append("\r\n");
        open.setSoTimeout(left());
        open.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        open.getOutputStream().flush();
        int status = HttpReader.head(open.getInputStream()).status();
        if (status == 407) {
            throw new ProxyDemandsPassword();
        }
        if (status / 100 != 2) {
            throw new ProxyException(
                    "the proxy " + way + " of " + way.source() + " answered CONNECT with HTTP " + status, null);
        }
    }

    /** A 407 to CONNECT, which is told like one to a request. */
    static final class ProxyDemandsPassword extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private Socket secured(Socket plain, String host, int port) throws IOException {
        plain.setSoTimeout(left());
        SSLSocket socket =
                (SSLSocket) route.tls().contextOrDefault().getSocketFactory().createSocket(plain, host, port, true);
        route.tls().handshake(socket, host);
        return socket;
    }

    private int left() throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (closed || millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** Closes the TCP connection: closing TLS would wait for a write that hangs. */
    @Override
    public void close() {
        closed = true;
        try {
            wire.close();
        } catch (IOException e) {
            // It is of no use any more either way.
            return;
        }
    }
}
