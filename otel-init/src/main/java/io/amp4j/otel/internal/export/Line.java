package io.amp4j.otel.internal.export;

import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.ServerAddress;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to a server, through a proxy or not, over TLS or not, for one request. May be closed by another thread at any time, which
 * breaks off whatever it does.
 */
final class Line implements Closeable {
    private final ServerAddress server;
    private final boolean secure;
    private final Optional<ProxyRule.Proxy> proxy;
    private final SSLSocketFactory tls;
    private final long deadline;
    private volatile boolean closed;
    private volatile Socket wire = new Socket(Proxy.NO_PROXY);
    private Socket open = wire;

    Line(
            ServerAddress server,
            boolean secure,
            Optional<ProxyRule.Proxy> proxy,
            SSLSocketFactory tls,
            Duration timeout) {
        this.server = server;
        this.secure = secure;
        this.proxy = proxy;
        this.tls = tls;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /** Connects. */
    Socket open() throws IOException {
        if (proxy.isPresent()) {
            throughProxy(proxy.get());
        } else {
            connect(server.bareHost(), server.portOr(secure ? "https" : "http"));
            open = wire;
        }
        if (secure) {
            open = secured(open, server.bareHost(), server.portOr("https"));
        }
        open.setSoTimeout(left());
        return open;
    }

    /** Whether requests go to the proxy itself, with the full address in them. */
    boolean asksProxy() {
        return !secure && proxy.isPresent() && proxy.get().kind() != ProxyRule.Kind.SOCKS;
    }

    private void throughProxy(ProxyRule.Proxy way) throws IOException {
        try {
            if (way.kind() == ProxyRule.Kind.SOCKS) {
                use(new Socket(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(way.host(), way.port()))));
                int port = server.portOr(secure ? "https" : "http");
                wire.connect(InetSocketAddress.createUnresolved(server.bareHost(), port), left());
                open = wire;
                return;
            }
            connect(way.host().replaceAll("[\\[\\]]", ""), way.port());
            open = way.kind() == ProxyRule.Kind.HTTPS ? secured(wire, way.host(), way.port()) : wire;
        } catch (IOException e) {
            throw new ProxyTrouble("the proxy " + way + " of " + way.source() + " cannot be used: " + Trouble.of(e), e);
        }
        if (secure) {
            tunnel(way);
        }
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
        String authority = server.host() + ":" + server.portOr("https");
        String authorization =
                way.authorization() == null ? "" : "Proxy-Authorization: " + way.authorization() + "\r\n";
        String request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" + authorization + "\r\n";
        open.setSoTimeout(left());
        open.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        open.getOutputStream().flush();
        InputStream in = open.getInputStream();
        int status = HttpReader.head(in).status();
        if (status == 407) {
            throw new ProxyDemandsPassword();
        }
        if (status / 100 != 2) {
            throw new ProxyTrouble(
                    "the proxy " + way + " of " + way.source() + " answered CONNECT with HTTP " + status, null);
        }
    }

    /** A 407 to CONNECT, which is told like one to a request. */
    static final class ProxyDemandsPassword extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private Socket secured(Socket plain, String host, int port) throws IOException {
        plain.setSoTimeout(left());
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, true);
        TlsName.of(host.toLowerCase(Locale.ROOT)).handshake(socket);
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
    public void close() throws IOException {
        closed = true;
        wire.close();
    }
}
