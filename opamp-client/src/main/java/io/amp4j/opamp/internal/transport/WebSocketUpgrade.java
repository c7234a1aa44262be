package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.internal.transport.TransportFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;
import okio.Socket;
import org.jspecify.annotations.Nullable;

/** Asks a server to turn an HTTP connection into a WebSocket (RFC 6455 section 4). Another thread may cancel it. */
final class WebSocketUpgrade {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final HttpClients clients;
    private final ConnectionTarget target;
    private volatile @Nullable Call current;
    private volatile boolean cancelled;

    WebSocketUpgrade(HttpClients clients, ConnectionTarget target) {
        this.clients = clients;
        this.target = target;
    }

    void cancel() {
        cancelled = true;
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    /** Asks, and tells exactly one of the two; the socket belongs to who is told. */
    void run(BiConsumer<Socket, @Nullable DeflateTerms> onSocket, Consumer<TransportFailure> onFailure) {
        HttpUrl first = Urls.http(target.endpoint());
        HttpUrl url = first;
        boolean trusted = true;
        long deadline = System.nanoTime() + target.timeouts().call().toNanos();
        int hops = 0;
        int repeats = 0;
        while (true) {
            trusted = trusted && Redirects.sameOrigin(first, url);
            String key = key();
            Request request = request(url, key, trusted);
            CallWatch watch = clients.watch();
            Response response;
            try {
                response = start(request, watch, deadline).execute();
            } catch (IOException e) {
                if (watch.wasStale() && !cancelled && ++repeats <= HttpExchange.MAX_STALE) {
                    continue;
                }
                onFailure.accept(watch.failure(e, request));
                return;
            }
            if (response.code() == 101) {
                upgraded(response, watch, key, onSocket, onFailure);
                return;
            }
            try (response) {
                Redirects.Decision decision =
                        response.code() / 100 == 3 ? Redirects.decide(response, false, hops) : null;
                if (decision == null || decision.to() == null) {
                    onFailure.accept(refused(response, decision));
                    return;
                }
                url = decision.to();
                hops++;
            }
        }
    }

    private Call start(Request request, CallWatch watch, long deadline) {
        Call call = clients.client(target, request.url()).newCall(request);
        call.addEventListener(watch);
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        call.timeout().timeout(left, TimeUnit.MILLISECONDS);
        current = call;
        if (cancelled) {
            call.cancel();
        }
        return call;
    }

    private Request request(HttpUrl url, String key, boolean trusted) {
        Request.Builder request = new Request.Builder().url(url);
        RequestHeaders.addTo(request, target.headers(), trusted);
        request.header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Key", key)
                .header("Sec-WebSocket-Version", "13");
        if (target.webSocketCompression()) {
            request.header("Sec-WebSocket-Extensions", DeflateTerms.OFFER);
        }
        return request.build();
    }

    private void upgraded(
            Response response,
            CallWatch watch,
            String key,
            BiConsumer<Socket, @Nullable DeflateTerms> onSocket,
            Consumer<TransportFailure> onFailure) {
        Socket socket = response.socket();
        try {
            if (socket == null || !"websocket".equalsIgnoreCase(response.header("Upgrade"))) {
                throw WebSocketException.protocol(
                        "the server answered with status 101 and yet does not upgrade to WebSocket");
            }
            if (!accept(key).equals(response.header("Sec-WebSocket-Accept"))) {
                throw WebSocketException.protocol("the server's Sec-WebSocket-Accept does not answer our key");
            }
            if (response.header("Sec-WebSocket-Protocol") != null) {
                throw WebSocketException.protocol("the server picked a WebSocket subprotocol, and none was offered");
            }
            onSocket.accept(
                    socket,
                    DeflateTerms.agreed(response.headers("Sec-WebSocket-Extensions"), target.webSocketCompression()));
        } catch (WebSocketException e) {
            if (socket != null) {
                socket.cancel();
            } else {
                // The library takes the answer for a complete one, and would send something else on this connection.
                watch.cut();
                response.close();
            }
            onFailure.accept(e.failure());
        }
    }

    private static TransportFailure refused(Response response, Redirects.@Nullable Decision decision) {
        int status = response.code();
        String description = decision != null
                ? decision.refusal()
                : "the server answered the WebSocket upgrade with status " + Refusal.of(response);
        return new TransportFailure(Kind.HTTP_STATUS, status, HiddenRetryAfter.of(response), null, description);
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
