package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.internal.http.HttpClients;
import io.amp4j.opamp.internal.http.Phase;
import io.amp4j.opamp.internal.http.ServerTls;
import io.amp4j.opamp.internal.proxy.ProxySockets;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * One connection for one upgrade request. {@link #cancel} and {@link #expire} may be called from any thread at any time, and end every wait
 * except the resolution of a name.
 */
final class UpgradeConnection {
    private static final int MAX_HEAD_BYTES = 65536;

    private final HttpClients clients;
    private final ConnectionTarget target;
    private final HttpUrl url;
    private volatile Phase phase = Phase.CONNECTING;
    private volatile @Nullable Socket raw;
    private volatile boolean cancelled;
    private volatile boolean expired;
    private @Nullable Socket secured;
    private @Nullable BufferedSource source;

    UpgradeConnection(HttpClients clients, ConnectionTarget target, HttpUrl url) {
        this.clients = clients;
        this.target = target;
        this.url = url;
    }

    Phase phase() {
        return phase;
    }

    void cancel() {
        cancelled = true;
        Socket socket = raw;
        if (socket != null) {
            UpgradedSocket.close(socket);
        }
    }

    /** Cancels because of a timeout. */
    void expire() {
        expired = true;
        cancel();
    }

    /** Connects, sends the request and returns the head of the answer; later bytes stay in the source. */
    AnswerHead ask(String request) throws IOException {
        try {
            ProxySettings proxy = clients.proxy(target, url);
            Socket socket = connected(proxy);
            raw = socket;
            check();
            Socket stream = url.isHttps() ? secure(socket, proxy) : socket;
            secured = stream;
            phase = Phase.EXCHANGING;
            socket.setSoTimeout(millis(target.timeouts().read()));
            OutputStream out = stream.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            BufferedSource in = Okio.buffer(Okio.source(stream.getInputStream()));
            source = in;
            AnswerHead answer = AnswerHead.parse(head(in));
            // Interim answers are skipped; 101 is not one of them.
            for (int skipped = 0; answer.status() / 100 == 1 && answer.status() != 101; skipped++) {
                if (skipped == 10) {
                    throw new ProtocolException("more interim answers than anybody needs");
                }
                answer = AnswerHead.parse(head(in));
            }
            socket.setSoTimeout(0);
            check();
            return answer;
        } catch (IOException | RuntimeException e) {
            if (expired) {
                InterruptedIOException late = new InterruptedIOException("timeout");
                late.initCause(e);
                throw late;
            }
            throw e;
        }
    }

    /** Returns the socket after an answer 101. */
    UpgradedSocket upgraded() throws IOException {
        Socket socket = raw;
        Socket stream = secured;
        BufferedSource in = source;
        if (socket == null || stream == null || in == null) {
            throw new IllegalStateException("not connected");
        }
        return new UpgradedSocket(socket, stream, in, target.timeouts().write());
    }

    private void check() throws IOException {
        if (cancelled) {
            throw new IOException("cancelled");
        }
    }

    /** Tries all addresses of the server; a proxy resolves the name itself. */
    private Socket connected(ProxySettings proxy) throws IOException {
        boolean direct = proxy.kind() == ProxySettings.Kind.DIRECT;
        List<InetSocketAddress> addresses = new ArrayList<>();
        if (direct) {
            for (InetAddress address : clients.dns().lookup(url.host())) {
                addresses.add(new InetSocketAddress(address, url.port()));
            }
        } else {
            addresses.add(InetSocketAddress.createUnresolved(url.host(), url.port()));
        }
        ProxySockets.Reach reach = direct ? ProxySockets.Reach.SERVER : ProxySockets.Reach.THROUGH_PROXY;
        ProxySockets sockets = new ProxySockets(proxy, target.tls(), reach, clients.sockets());
        IOException first = null;
        for (InetSocketAddress address : addresses) {
            Socket socket = sockets.createSocket();
            raw = socket;
            check();
            try {
                socket.connect(address, millis(target.timeouts().connect()));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                UpgradedSocket.close(socket);
                check();
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first != null ? first : new java.net.UnknownHostException(url.host());
    }

    private Socket secure(Socket socket, ProxySettings proxy) throws IOException {
        phase = Phase.SECURING;
        socket.setSoTimeout(millis(target.timeouts().connect()));
        return ServerTls.over(socket, clients.client(target, url, proxy), url.host(), url.port());
    }

    /** Reads up to the empty line and no byte further. */
    private static String head(BufferedSource in) throws IOException {
        StringBuilder head = new StringBuilder();
        int newlines = 0;
        while (newlines < 2) {
            if (in.exhausted()) {
                throw new EOFException("no complete answer");
            }
            char next = (char) (in.readByte() & 0xff);
            if (head.length() >= MAX_HEAD_BYTES) {
                throw new ProtocolException("the head of the answer is longer than " + MAX_HEAD_BYTES + " bytes");
            }
            head.append(next);
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
        return head.toString();
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }
}
