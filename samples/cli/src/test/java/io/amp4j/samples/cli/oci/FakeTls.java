package io.amp4j.samples.cli.oci;

import io.amp4j.opamp.testing.TestCertificate;
import io.amp4j.opamp.testing.TestCertificateAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Names with certificates that a client can reach: all of them lead to one server on loopback, through a proxy. */
final class FakeTls implements AutoCloseable {
    private final SSLContext context;
    private final ServerSocket proxy;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int target;

    FakeTls(String... names) throws IOException, GeneralSecurityException {
        TestCertificateAuthority authority = TestCertificateAuthority.create("registries");
        TestCertificate server = authority.server(names);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", server.privateKey(), new char[0], new Certificate[] {server.certificate()});
        store.setCertificateEntry("authority", authority.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    SSLContext context() {
        return context;
    }

    /** Says which server all names stand for. */
    void leadTo(FakeRegistry registry) {
        target = registry.port();
    }

    /** Whatever it asks by plain HTTP goes there directly. */
    HttpClient.Builder client() {
        ProxySelector overTls = ProxySelector.of(new InetSocketAddress(proxy.getInetAddress(), proxy.getLocalPort()));
        return HttpClient.newBuilder().sslContext(context).proxy(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return "https".equals(uri.getScheme()) ? overTls.select(uri) : List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                // The client says so itself.
            }
        });
    }

    private void accept() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // Closed, or a client that went away.
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            if (!readHead(client.getInputStream()).startsWith("CONNECT ")) {
                return;
            }
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            threads.execute(() -> copy(server, client));
            copy(client, server);
        } catch (IOException e) {
            // Whoever was to be served notices.
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.write(next);
            if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The other side notices.
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        threads.shutdownNow();
    }
}
