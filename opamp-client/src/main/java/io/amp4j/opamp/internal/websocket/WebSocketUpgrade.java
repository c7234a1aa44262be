package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.internal.http.FailureReasons;
import io.amp4j.opamp.internal.http.HttpClients;
import io.amp4j.opamp.internal.http.Redirects;
import io.amp4j.opamp.internal.http.Refusal;
import io.amp4j.opamp.internal.http.RequestHeaders;
import io.amp4j.opamp.internal.http.Urls;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades an HTTP connection to a WebSocket (RFC 6455 section 4), each request on a connection of its own. Another thread may cancel it.
 */
final class WebSocketUpgrade {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final HttpClients clients;
    private final ConnectionTarget target;
    private volatile @Nullable UpgradeAttempt current;
    private volatile boolean cancelled;

    WebSocketUpgrade(HttpClients clients, ConnectionTarget target) {
        this.clients = clients;
        this.target = target;
    }

    void cancel() {
        cancelled = true;
        UpgradeAttempt attempt = current;
        if (attempt != null) {
            attempt.cancel();
        }
    }

    /** Sends the request and calls exactly one of the two; {@code onSocket} then owns the socket. */
    void run(BiConsumer<UpgradedSocket, @Nullable DeflateTerms> onSocket, Consumer<TransportFailure> onFailure) {
        HttpUrl url = Urls.http(target.endpoint());
        long deadline = System.nanoTime() + target.timeouts().call().toNanos();
        int hops = 0;
        while (true) {
            UpgradeAttempt attempt = new UpgradeAttempt(clients, target, request(url), deadline);
            current = attempt;
            if (cancelled) {
                attempt.cancel();
            }
            AnswerHead answer;
            try {
                answer = attempt.ask();
                if (answer.status() == 101) {
                    DeflateTerms terms = agreed(answer, attempt.key());
                    onSocket.accept(attempt.upgraded(), terms);
                    return;
                }
            } catch (WebSocketException e) {
                attempt.cancel();
                onFailure.accept(e.failure());
                return;
            } catch (IOException | RuntimeException e) {
                attempt.cancel();
                HttpUrl asked = attempt.url();
                onFailure.accept(FailureReasons.of(e, attempt.phase(), asked.host(), asked.port()));
                return;
            }
            // The rest of the answer is ignored, and the connection is not reused.
            attempt.cancel();
            url = attempt.url();
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

    private Request request(HttpUrl url) {
        Request.Builder request = new Request.Builder().url(url);
        RequestHeaders.addTo(request, target.headers());
        request.header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Key", key())
                .header("Sec-WebSocket-Version", "13");
        if (target.webSocketCompression()) {
            request.header("Sec-WebSocket-Extensions", DeflateTerms.OFFER);
        }
        return request.build();
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
        return TransportFailure.builder(Kind.HTTP_STATUS, description)
                .httpStatus(status)
                .retryAfter(answer.value("Retry-After"))
                .build();
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
