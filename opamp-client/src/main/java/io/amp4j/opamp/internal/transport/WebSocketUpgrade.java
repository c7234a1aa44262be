package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.internal.transport.TransportFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server to turn an HTTP connection into a WebSocket (RFC 6455 section 4), each time on a connection of its own. Another thread
 * may cancel it.
 */
final class WebSocketUpgrade {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final HttpClients clients;
    private final ConnectionTarget target;
    private volatile @Nullable UpgradeConnection current;
    private volatile boolean cancelled;

    WebSocketUpgrade(HttpClients clients, ConnectionTarget target) {
        this.clients = clients;
        this.target = target;
    }

    void cancel() {
        cancelled = true;
        UpgradeConnection connection = current;
        if (connection != null) {
            connection.cancel();
        }
    }

    /** Asks, and tells exactly one of the two; the socket belongs to who is told. */
    void run(BiConsumer<UpgradedSocket, @Nullable DeflateTerms> onSocket, Consumer<TransportFailure> onFailure) {
        HttpUrl url = Urls.http(target.endpoint());
        long deadline = System.nanoTime() + target.timeouts().call().toNanos();
        int hops = 0;
        while (true) {
            String key = key();
            UpgradeConnection connection = new UpgradeConnection(clients, target, url);
            AnswerHead answer;
            try {
                answer = ask(connection, request(url, key), deadline);
                if (answer.status() == 101) {
                    DeflateTerms terms = agreed(answer, key);
                    onSocket.accept(connection.upgraded(), terms);
                    return;
                }
            } catch (WebSocketException e) {
                connection.cancel();
                onFailure.accept(e.failure());
                return;
            } catch (IOException | RuntimeException e) {
                connection.cancel();
                onFailure.accept(FailureReasons.of(e, connection.phase(), url.host(), url.port()));
                return;
            }
            // Whatever follows is of no interest, and the connection is for nobody else.
            connection.cancel();
            Redirects.Decision decision = answer.status() / 100 == 3
                    ? Redirects.decide(url, answer.status(), answer.value("Location"), false, hops)
                    : null;
            if (decision == null || decision.to() == null) {
                onFailure.accept(refused(answer, url, decision));
                return;
            }
            url = decision.to();
            hops++;
        }
    }

    private AnswerHead ask(UpgradeConnection connection, String request, long deadline) throws IOException {
        AsyncTimeout whole = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                connection.expire();
            }
        };
        whole.timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        current = connection;
        if (cancelled) {
            connection.cancel();
        }
        whole.enter();
        try {
            return connection.ask(request);
        } finally {
            whole.exit();
        }
    }

    private String request(HttpUrl url, String key) {
        String query = url.encodedQuery();
        StringBuilder head =
                new StringBuilder("GET " + url.encodedPath() + (query == null ? "" : "?" + query) + " HTTP/1.1\r\n");
        boolean named = false;
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> line : RequestHeaders.of(target.headers())) {
            named |= line.getKey().equalsIgnoreCase("Host");
            lines.append(line.getKey()).append(": ").append(line.getValue()).append("\r\n");
        }
        if (!named) {
            head.append("Host: ").append(authority(url)).append("\r\n");
        }
        head.append(lines)
                .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ")
                .append(key)
                .append("\r\nSec-WebSocket-Version: 13\r\n");
        if (target.webSocketCompression()) {
            head.append("Sec-WebSocket-Extensions: ").append(DeflateTerms.OFFER).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static String authority(HttpUrl url) {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
    }

    private @Nullable DeflateTerms agreed(AnswerHead answer, String key) throws WebSocketException {
        if (!answer.lists("Connection", "upgrade") || !"websocket".equalsIgnoreCase(answer.value("Upgrade"))) {
            throw WebSocketException.protocol(
                    "the server answered with status 101 and yet does not upgrade to WebSocket");
        }
        if (!accept(key).equals(answer.value("Sec-WebSocket-Accept"))) {
            throw WebSocketException.protocol("the server's Sec-WebSocket-Accept does not answer our key");
        }
        if (answer.value("Sec-WebSocket-Protocol") != null) {
            throw WebSocketException.protocol("the server picked a WebSocket subprotocol, and none was offered");
        }
        return DeflateTerms.agreed(answer.values("Sec-WebSocket-Extensions"), target.webSocketCompression());
    }

    private static TransportFailure refused(AnswerHead answer, HttpUrl url, Redirects.@Nullable Decision decision) {
        int status = answer.status();
        String description = decision != null
                ? decision.refusal()
                : "the server answered the WebSocket upgrade with status " + Refusal.of(status, url);
        return new TransportFailure(Kind.HTTP_STATUS, status, answer.value("Retry-After"), null, description);
    }

    private static String key() {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-1", e);
        }
    }
}
