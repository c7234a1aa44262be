package io.amp4j.opamp.internal.proxy;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * Creates sockets that connect to their server through a proxy, or without one.
 *
 * <p>This client implements proxies itself, because the HTTP library would resolve names that only the proxy knows, would not tunnel
 * {@code ws}, and supports neither proxies over TLS nor SOCKS passwords.
 */
public final class ProxySockets extends SocketFactory {
    /** What a socket connects to. */
    public enum Reach {
        /** To the server, bypassing any proxy of the JVM. */
        SERVER,
        /** Through the proxy to the server. */
        THROUGH_PROXY,
        /** To the proxy, with which the HTTP library itself communicates; over TLS if the proxy requires it. */
        PROXY
    }

    private final ProxySettings proxy;
    private final TlsSettings tls;
    private final Reach reach;
    private final PlainSockets sockets;

    /**
     * Creates sockets for servers behind {@code proxy}, which is reached with {@code tls} if it requires TLS.
     *
     * @param sockets creates the underlying TCP sockets
     */
    public ProxySockets(ProxySettings proxy, TlsSettings tls, Reach reach, PlainSockets sockets) {
        this.proxy = proxy;
        this.tls = tls;
        this.reach = reach;
        this.sockets = sockets;
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket plain = sockets.create();
        return reach == Reach.SERVER ? plain : new Relayed(plain);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new SocketException("sockets of this factory are made first and connected later");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    /**
     * Appears as a socket to the server; {@code wire} is the socket to the proxy, which is replaced by its TLS socket if it has one. Uses
     * no lock, because closing must work while connecting blocks, and the underlying socket has its own locks.
     */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    private final class Relayed extends Socket {
        private final Socket plain;
        private volatile Socket wire;

        Relayed(Socket plain) {
            this.plain = plain;
            this.wire = plain;
        }

        @Override
        public void connect(SocketAddress server) throws IOException {
            connect(server, 0);
        }

        @Override
        public void connect(SocketAddress server, int timeout) throws IOException {
            InetSocketAddress address = (InetSocketAddress) server;
            int before = plain.getSoTimeout();
            try {
                plain.connect(new InetSocketAddress(proxy.host(), proxy.port()), timeout);
            } catch (IOException | IllegalArgumentException e) {
                throw new ProxyException("the proxy " + proxy.host() + ":" + proxy.port() + " cannot be reached", e);
            }
            plain.setSoTimeout(timeout);
            plain.setTcpNoDelay(true);
            try {
                if (proxy.kind() == ProxySettings.Kind.HTTPS) {
                    wire = overTls();
                }
                if (reach == Reach.THROUGH_PROXY) {
                    ProxyHandshake.perform(
                            proxy,
                            address.getHostString(),
                            address.getPort(),
                            wire.getInputStream(),
                            wire.getOutputStream());
                }
                plain.setSoTimeout(before);
            } catch (ProxyException | RuntimeException | Error e) {
                close();
                throw e;
            } catch (IOException e) {
                close();
                throw new ProxyException(
                        "the proxy " + proxy.host() + ":" + proxy.port() + " did not let us through", e);
            }
        }

        private Socket overTls() throws IOException {
            SSLSocket secure = (SSLSocket)
                    tls.sslContext().getSocketFactory().createSocket(plain, proxy.host(), proxy.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setProtocols(tls.versions().toArray(new String[0]));
            if (!tls.cipherSuites().isEmpty()) {
                parameters.setCipherSuites(tls.cipherSuites().toArray(new String[0]));
            }
            if (tls.verifies()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            if (tls.verifies() && !hasAlternativeName(secure.getSession())) {
                secure.close();
                throw new SSLPeerUnverifiedException("the certificate of the proxy has no subject alternative name");
            }
            return secure;
        }

        /** The JDK accepts a certificate with only a common name, unlike the HTTP library. */
        private static boolean hasAlternativeName(SSLSession session) throws SSLPeerUnverifiedException {
            try {
                return session.getPeerCertificates()[0] instanceof X509Certificate own
                        && own.getSubjectAlternativeNames() != null;
            } catch (CertificateParsingException e) {
                throw new SSLPeerUnverifiedException("the certificate of the proxy cannot be read");
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return wire.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return wire.getOutputStream();
        }

        /** Closes the TCP connection first: closing TLS would wait for a blocked write. */
        @Override
        public void close() throws IOException {
            plain.close();
            wire.close();
        }

        @Override
        public boolean isConnected() {
            return plain.isConnected();
        }

        @Override
        public boolean isBound() {
            return plain.isBound();
        }

        @Override
        public boolean isClosed() {
            return plain.isClosed();
        }

        @Override
        public boolean isInputShutdown() {
            return plain.isInputShutdown();
        }

        @Override
        public boolean isOutputShutdown() {
            return plain.isOutputShutdown();
        }

        @Override
        public void shutdownInput() throws IOException {
            plain.shutdownInput();
        }

        @Override
        public void shutdownOutput() throws IOException {
            plain.shutdownOutput();
        }

        @Override
        public void setSoTimeout(int timeout) throws SocketException {
            plain.setSoTimeout(timeout);
        }

        @Override
        public int getSoTimeout() throws SocketException {
            return plain.getSoTimeout();
        }

        @Override
        public void setTcpNoDelay(boolean on) throws SocketException {
            plain.setTcpNoDelay(on);
        }

        @Override
        public boolean getTcpNoDelay() throws SocketException {
            return plain.getTcpNoDelay();
        }

        @Override
        public void setKeepAlive(boolean on) throws SocketException {
            plain.setKeepAlive(on);
        }

        @Override
        public InetAddress getInetAddress() {
            return plain.getInetAddress();
        }

        @Override
        public InetAddress getLocalAddress() {
            return plain.getLocalAddress();
        }

        @Override
        public int getPort() {
            return plain.getPort();
        }

        @Override
        public int getLocalPort() {
            return plain.getLocalPort();
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return plain.getRemoteSocketAddress();
        }

        @Override
        public SocketAddress getLocalSocketAddress() {
            return plain.getLocalSocketAddress();
        }

        @Override
        public String toString() {
            return "Relayed[" + proxy + "]";
        }
    }
}
