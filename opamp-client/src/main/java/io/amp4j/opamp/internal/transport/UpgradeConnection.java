package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
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
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which one upgrade is asked for. {@link #cancel} and {@link #expire} may be called from any thread at any time, and
 * end whatever it waits for, but a name being looked up.
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

    /** Cancels because it has taken too long. */
    void expire() {
        expired = true;
        cancel();
    }

    /** Connects, sends the request and returns the head of the answer; later parts wait in the source. */
    AnswerHead ask(String request) throws IOException {
        try {
            Socket socket = connected();
            raw = socket;
            check();
            Socket stream = url.isHttps() ? secure(socket) : socket;
            secured = stream;
            phase = Phase.EXCHANGING;
            socket.setSoTimeout(millis(target.timeouts().read()));
            OutputStream out = stream.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            BufferedSource in = Okio.buffer(Okio.source(stream.getInputStream()));
            source = in;
            AnswerHead answer = AnswerHead.parse(head(in));
            // Interim answers are for others than us; 101 is not one of them.
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

    /** Tries all addresses of the server; a proxy looks the name up itself. */
    private Socket connected() throws IOException {
        ProxySettings proxy = ProxyRoute.to(url.uri(), target.proxy());
        boolean direct = proxy.kind() == ProxySettings.Kind.DIRECT;
        List<InetSocketAddress> addresses = new ArrayList<>();
        if (direct) {
            for (InetAddress address : Dns.SYSTEM.lookup(url.host())) {
                addresses.add(new InetSocketAddress(address, url.port()));
            }
        } else {
            addresses.add(InetSocketAddress.createUnresolved(url.host(), url.port()));
        }
        ProxySockets sockets = new ProxySockets(
                proxy, target.tls(), direct ? ProxySockets.Reach.SERVER : ProxySockets.Reach.THROUGH_PROXY);
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

    private Socket secure(Socket socket) throws IOException {
        phase = Phase.SECURING;
        TlsSettings tls = target.tls();
        clients.warnIfUnverified(tls);
        socket.setSoTimeout(millis(target.timeouts().connect()));
        SSLSocket secure =
                (SSLSocket) tls.sslContext().getSocketFactory().createSocket(socket, url.host(), url.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setProtocols(common(tls.versions(), secure.getEnabledProtocols(), "TLS version"));
        List<String> suites = tls.cipherSuites();
        if (suites.isEmpty()) {
            List<CipherSuite> modern = ConnectionSpec.MODERN_TLS.cipherSuites();
            suites = modern == null
                    ? List.of(secure.getEnabledCipherSuites())
                    : modern.stream().map(CipherSuite::javaName).toList();
        }
        parameters.setCipherSuites(common(suites, secure.getEnabledCipherSuites(), "cipher suite"));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        if (tls.verifies() && !clients.hostnameVerifier().verify(url.host(), secure.getSession())) {
            throw new SSLPeerUnverifiedException("Hostname " + url.host() + " not verified");
        }
        return secure;
    }

    private static String[] common(List<String> wanted, String[] enabled, String what) throws IOException {
        List<String> known = Arrays.asList(enabled);
        String[] both = wanted.stream().filter(known::contains).toArray(String[]::new);
        if (both.length == 0) {
            throw new SSLHandshakeException("this JVM has no " + what + " of those that may be used");
        }
        return both;
    }

    /** Reads up to the empty line and not a byte further. */
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
