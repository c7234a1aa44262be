package io.amp4j.opamp.transport.testing;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.opamp.transport.Connection;
import io.amp4j.opamp.transport.ConnectionListener;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.Transport;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * OpAMP over plain HTTP on the HTTP client of the JDK, for programs that want no OkHttp. Has no WebSocket, follows no redirect, asks for
 * no compressed answers, and knows HTTP proxies without a password alone.
 */
final class JdkHttpTransport implements Transport {
    /** What the protocol decides, and what the JDK does not let anybody set. */
    private static final Set<String> NOT_THE_USERS = Set.of(
            "connection",
            "content-length",
            "content-type",
            "content-encoding",
            "expect",
            "host",
            "opamp-instance-uid",
            "upgrade");

    /** One thread tells all listeners, so that the calls of each come one at a time. */
    private final ExecutorService listeners = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "jdk-opamp-transport");
        thread.setDaemon(true);
        return thread;
    });

    private final Set<JdkConnection> live = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @Override
    public Connection open(ConnectionTarget target, ConnectionListener listener) {
        if (closed) {
            throw new IllegalStateException("the transport is closed");
        }
        JdkConnection connection = new JdkConnection(client(target), target, listener);
        live.add(connection);
        connection.tell(listener::onOpen);
        return connection;
    }

    @Override
    public void close() {
        closed = true;
        live.forEach(Connection::abort);
        listeners.shutdown();
    }

    private static HttpClient client(ConnectionTarget target) {
        TlsSettings tls = target.tls();
        if (target.isWebSocket() || !tls.verifies()) {
            throw new IllegalArgumentException("this transport has no WebSocket, and verifies every server");
        }
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(tls.versions().toArray(new String[0]));
        if (!tls.cipherSuites().isEmpty()) {
            parameters.setCipherSuites(tls.cipherSuites().toArray(new String[0]));
        }
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(target.timeouts().connect())
                .sslContext(tls.sslContext())
                .sslParameters(parameters)
                .proxy(proxy(target.proxy()))
                .build();
    }

    private static ProxySelector proxy(ProxySettings proxy) {
        return switch (proxy.kind()) {
            case SYSTEM -> ProxySelector.getDefault();
            case DIRECT -> HttpClient.Builder.NO_PROXY;
            case HTTP -> ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port()));
            default -> throw new IllegalArgumentException("this transport has no way through " + proxy);
        };
    }

    private final class JdkConnection implements Connection {
        private final HttpClient client;
        private final ConnectionTarget target;
        private final ConnectionListener listener;
        private @Nullable CompletableFuture<?> outstanding;
        private boolean ended;

        JdkConnection(HttpClient client, ConnectionTarget target, ConnectionListener listener) {
            this.client = client;
            this.target = target;
            this.listener = listener;
        }

        @Override
        public synchronized void send(byte[] protobuf, String instanceUid) {
            if (ended) {
                return;
            }
            if (outstanding != null) {
                throw new IllegalStateException("a send is outstanding");
            }
            int limit = target.limits().maxSentBytes();
            CompletableFuture<HttpResponse<byte[]>> exchange = protobuf.length > limit
                    ? CompletableFuture.failedFuture(new TooLarge(Kind.TOO_LARGE_SENT, limit))
                    : client.sendAsync(request(protobuf, instanceUid), this::body);
            outstanding = exchange;
            // A copy, since the exchange itself is what has to be cancelled.
            CompletableFuture<?> unused = exchange.copy()
                    .orTimeout(target.timeouts().call().toNanos(), TimeUnit.NANOSECONDS)
                    .whenComplete((response, thrown) -> tell(() -> settle(exchange, response, thrown)));
        }

        private HttpRequest request(byte[] protobuf, String instanceUid) {
            HttpRequest.Builder request = HttpRequest.newBuilder(target.endpoint())
                    .header("Content-Type", "application/x-protobuf")
                    .header("OpAMP-Instance-UID", instanceUid);
            target.headers().forEach((name, values) -> {
                if (!NOT_THE_USERS.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            if (target.gzipRequests()) {
                request.header("Content-Encoding", "gzip");
            }
            byte[] body = target.gzipRequests() ? gzip(protobuf) : protobuf;
            return request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        }

        /** Reads the answer, and no more of it than may be. */
        private HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo info) {
            int limit = target.limits().maxReceivedBytes();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            var all = HttpResponse.BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(more -> {
                if (bytes.size() + more.length > limit) {
                    throw new TooLarge(Kind.TOO_LARGE_RECEIVED, limit);
                }
                bytes.writeBytes(more);
            }));
            return HttpResponse.BodySubscribers.mapping(all, nothing -> bytes.toByteArray());
        }

        /** On the thread of the listeners: tells the outcome, unless the connection has ended. */
        private void settle(
                CompletableFuture<?> exchange, @Nullable HttpResponse<byte[]> response, @Nullable Throwable thrown) {
            exchange.cancel(true);
            synchronized (this) {
                if (ended) {
                    return;
                }
                // Before the outcome is told, so that the listener may send the next message at once.
                outstanding = null;
            }
            if (response == null) {
                listener.onFailed(failure(thrown));
            } else if (response.statusCode() / 100 == 2) {
                listener.onMessage(response.body());
            } else {
                int status = response.statusCode();
                listener.onFailed(TransportFailure.builder(
                                Kind.HTTP_STATUS, "the server answered with status " + status)
                        .httpStatus(status)
                        .retryAfter(response.headers().firstValue("Retry-After").orElse(null))
                        .build());
            }
        }

        @Override
        public void close(int code, String reason) {
            if (end()) {
                tell(() -> listener.onClosed(code, reason));
            }
        }

        @Override
        public void abort() {
            end();
        }

        private boolean end() {
            CompletableFuture<?> left;
            synchronized (this) {
                if (ended) {
                    return false;
                }
                ended = true;
                left = outstanding;
            }
            live.remove(this);
            if (left != null) {
                left.cancel(true);
            }
            return true;
        }

        void tell(Runnable call) {
            try {
                listeners.execute(call);
            } catch (RejectedExecutionException e) {
                // The transport is closed, and with it what this would be told to.
            }
        }
    }

    /** Names the host that the JDK names, and nothing that was sent. */
    private static TransportFailure failure(@Nullable Throwable thrown) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable at = thrown; at != null && causes.size() < 10; at = at.getCause()) {
            if (!(at instanceof CompletionException)) {
                causes.add(at);
            }
        }
        for (Throwable cause : causes) {
            if (cause instanceof TooLarge tooLarge) {
                return TransportFailure.of(tooLarge.kind, String.valueOf(tooLarge.getMessage()), tooLarge);
            }
            if (cause instanceof TimeoutException || cause instanceof java.net.http.HttpTimeoutException) {
                return TransportFailure.of(Kind.TIMEOUT, "the exchange took too long", cause);
            }
            if (cause instanceof ConnectException) {
                return TransportFailure.of(Kind.CONNECT, "the server cannot be reached", cause);
            }
            if (cause instanceof SSLException) {
                return TransportFailure.of(Kind.TLS, "TLS with the server failed: " + cause.getMessage(), cause);
            }
        }
        return TransportFailure.of(Kind.LOST, "the connection broke", thrown);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final Kind kind;

        TooLarge(Kind kind, int limit) {
            super("the message is larger than the limit of " + limit + " bytes");
            this.kind = kind;
        }
    }
}
