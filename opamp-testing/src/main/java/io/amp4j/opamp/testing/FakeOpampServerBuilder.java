package io.amp4j.opamp.testing;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link FakeOpampServer}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeOpampServerBuilder {
    int port;
    int keptMessages = 100_000;
    int keptAgents = Integer.MAX_VALUE;
    long keptAgentBytes = Long.MAX_VALUE;
    long capabilities = 0x7F;
    boolean asksForFullState = true;
    private String path = "/v1/opamp";
    private boolean anyPath;
    private boolean compression;
    private boolean virtualThreads = true;
    private int messageLimit = 64 * 1024 * 1024;
    private @Nullable TestCertificateAuthority authority;
    private @Nullable TestCertificate serverCertificate;
    private ServerTls.ClientCertificate clientCertificate = ServerTls.ClientCertificate.IGNORED;
    private List<String> tlsProtocols = List.of();
    private List<String> cipherSuites = List.of();
    private Consumer<ReceivedMessage> onMessage = message -> {};
    private Consumer<ConnectionEvent> onEvent = event -> {};

    FakeOpampServerBuilder() {}

    /** Sets the port on 127.0.0.1. The default is 0: any free port. */
    public FakeOpampServerBuilder port(int value) {
        if (value < 0 || value > 65535) {
            throw new IllegalArgumentException("port must be 0 to 65535: " + value);
        }
        port = value;
        return this;
    }

    /** Sets the path that is served; others get 404 and are recorded. The default is {@code /v1/opamp}. */
    public FakeOpampServerBuilder path(String value) {
        if (!value.startsWith("/")) {
            throw new IllegalArgumentException("path must start with /: " + value);
        }
        path = value;
        return this;
    }

    /** Serves every path; {@link #path} is then used only in the endpoints. */
    public FakeOpampServerBuilder anyPath() {
        anyPath = true;
        return this;
    }

    /** Compresses answers where the client allows it: gzip on HTTP, permessage-deflate on WebSocket. The default is no compression. */
    public FakeOpampServerBuilder compression() {
        compression = true;
        return this;
    }

    /** Sets the server's capabilities. The default is every defined bit, 0x7F. */
    public FakeOpampServerBuilder capabilities(long bits) {
        capabilities = bits;
        return this;
    }

    /** Sets whether the server requests the full state if it has missed a message. The default is true. */
    public FakeOpampServerBuilder asksForFullState(boolean asks) {
        asksForFullState = asks;
        return this;
    }

    /**
     * Sets the maximum size of a received message, in bytes after decompression; a larger one gets 413 or close code 1009. The default is
     * 64 MiB.
     */
    public FakeOpampServerBuilder messageLimit(int bytes) {
        messageLimit = bytes;
        return this;
    }

    /** Sets how many messages, requests and events each are kept; the oldest are dropped. The default is 100,000. */
    public FakeOpampServerBuilder keepMessages(int count) {
        keptMessages = count;
        return this;
    }

    /**
     * Sets for how many agents the server keeps a state, and the total size of these states in bytes. Beyond either limit, the agents that
     * were seen first are forgotten, but never the one that has just sent a message. The default is no limit.
     */
    public FakeOpampServerBuilder keepAgents(int count, long bytes) {
        if (count < 1 || bytes < 1) {
            throw new IllegalArgumentException("count and bytes must be positive: " + count + ", " + bytes);
        }
        keptAgents = count;
        keptAgentBytes = bytes;
        return this;
    }

    /** Serves only TLS, with a certificate of a new authority for {@code localhost}, 127.0.0.1 and ::1. */
    public FakeOpampServerBuilder tls() {
        return tls(TestCertificateAuthority.create("fake OpAMP authority"));
    }

    /** Serves only TLS, with a certificate of this authority, so that several servers can share it. */
    public FakeOpampServerBuilder tls(TestCertificateAuthority signedBy) {
        authority = signedBy;
        return this;
    }

    /** Uses this certificate, which must be of the authority given to {@link #tls(TestCertificateAuthority)}. */
    public FakeOpampServerBuilder serverCertificate(TestCertificate certificate) {
        serverCertificate = certificate;
        return this;
    }

    /** Refuses clients without a certificate of the same authority. */
    public FakeOpampServerBuilder requireClientCertificate() {
        clientCertificate = ServerTls.ClientCertificate.REQUIRED;
        return this;
    }

    /** Asks clients for a certificate of the same authority, and serves those without one too: {@link ReceivedRequest#clientCertificate}. */
    public FakeOpampServerBuilder requestClientCertificate() {
        clientCertificate = ServerTls.ClientCertificate.REQUESTED;
        return this;
    }

    /** Limits TLS to these protocols, such as {@code TLSv1.2}. The default is that of the JDK. */
    public FakeOpampServerBuilder tlsProtocols(String... names) {
        tlsProtocols = List.of(names);
        return this;
    }

    /** Limits TLS to these cipher suites. The default is that of the JDK. */
    public FakeOpampServerBuilder cipherSuites(String... names) {
        cipherSuites = List.of(names);
        return this;
    }

    /** Uses platform threads even if the JDK has virtual ones (from Java 21 on). */
    public FakeOpampServerBuilder platformThreads() {
        virtualThreads = false;
        return this;
    }

    /** Calls {@code listener} for each message, on the connection's thread, before it is answered. */
    public FakeOpampServerBuilder onMessage(Consumer<ReceivedMessage> listener) {
        onMessage = listener;
        return this;
    }

    /** Calls {@code listener} for each connection event, on the thread that causes it. */
    public FakeOpampServerBuilder onConnectionEvent(Consumer<ConnectionEvent> listener) {
        onEvent = listener;
        return this;
    }

    /**
     * Starts a server.
     *
     * @throws java.io.UncheckedIOException if the port is taken
     * @throws IllegalStateException if TLS options are set without {@link #tls()}
     */
    public FakeOpampServer start() {
        boolean options = serverCertificate != null
                || clientCertificate != ServerTls.ClientCertificate.IGNORED
                || !tlsProtocols.isEmpty()
                || !cipherSuites.isEmpty();
        if (authority == null && options) {
            throw new IllegalStateException("options of TLS are set, but not tls()");
        }
        return new FakeOpampServer(this);
    }

    ServerConfig config() {
        return new ServerConfig(
                path, anyPath, compression, virtualThreads, messageLimit, authority, serverTls(), onMessage, onEvent);
    }

    private @Nullable ServerTls serverTls() {
        TestCertificateAuthority signedBy = authority;
        if (signedBy == null) {
            return null;
        }
        TestCertificate presented =
                serverCertificate != null ? serverCertificate : signedBy.server("localhost", "127.0.0.1", "::1");
        return new ServerTls(signedBy, presented, clientCertificate, tlsProtocols, cipherSuites);
    }
}
