package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.internal.http.HttpClients;
import io.amp4j.opamp.internal.http.Phase;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.AsyncTimeout;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One upgrade request. With an OkHttp client of the user, it passes through the interceptors of that client, and this is the last of them,
 * which may be called several times. Another thread may cancel it.
 */
final class UpgradeAttempt implements Interceptor {
    private final HttpClients clients;
    private final ConnectionTarget target;
    private final long deadline;
    private volatile @Nullable UpgradeConnection connection;
    private volatile @Nullable Call call;
    private volatile boolean cancelled;
    private Request request;

    UpgradeAttempt(HttpClients clients, ConnectionTarget target, Request request, long deadline) {
        this.clients = clients;
        this.target = target;
        this.request = request;
        this.deadline = deadline;
    }

    void cancel() {
        cancelled = true;
        Call outer = call;
        if (outer != null) {
            outer.cancel();
        }
        UpgradeConnection current = connection;
        if (current != null) {
            current.cancel();
        }
    }

    /** Returns the answer. */
    AnswerHead ask() throws IOException {
        Call outer = clients.intercepted(request, this);
        if (outer == null) {
            return send(request);
        }
        call = outer;
        if (cancelled) {
            outer.cancel();
        }
        outer.timeout().timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        try (Response response = outer.execute()) {
            return head(response);
        }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request intercepted = chain.request();
        return response(intercepted, send(intercepted));
    }

    private AnswerHead send(Request last) throws IOException {
        UpgradeConnection before = connection;
        if (before != null) {
            before.cancel();
        }
        request = last;
        UpgradeConnection next = new UpgradeConnection(clients, target, last.url());
        AsyncTimeout whole = new AsyncTimeout() {
            @Override
            protected void timedOut() {
                next.expire();
            }
        };
        whole.timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        connection = next;
        if (cancelled) {
            next.cancel();
        }
        whole.enter();
        try {
            return next.ask(text(last));
        } finally {
            whole.exit();
        }
    }

    /** Returns the URL of the request. */
    HttpUrl url() {
        return request.url();
    }

    /** Returns the {@code Sec-WebSocket-Key} of the request. */
    String key() {
        return String.valueOf(request.header("Sec-WebSocket-Key"));
    }

    Phase phase() {
        UpgradeConnection current = connection;
        return current == null ? Phase.CONNECTING : current.phase();
    }

    /** Returns the socket after an answer 101. */
    UpgradedSocket upgraded() throws IOException {
        UpgradeConnection current = connection;
        if (current == null) {
            throw new IllegalStateException("an interceptor answered the upgrade, and not the server");
        }
        return current.upgraded();
    }

    private static String text(Request request) {
        HttpUrl url = request.url();
        String query = url.encodedQuery();
        StringBuilder text =
                new StringBuilder("GET " + url.encodedPath() + (query == null ? "" : "?" + query) + " HTTP/1.1\r\n");
        if (request.header("Host") == null) {
            text.append("Host: ").append(authority(url)).append("\r\n");
        }
        Headers headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            text.append(headers.name(i)).append(": ").append(headers.value(i)).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    private static String authority(HttpUrl url) {
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
    }

    private static AnswerHead head(Response response) {
        List<AnswerHead.Field> fields = new ArrayList<>();
        Headers headers = response.headers();
        for (int i = 0; i < headers.size(); i++) {
            fields.add(new AnswerHead.Field(headers.name(i), headers.value(i)));
        }
        return new AnswerHead(response.code(), fields);
    }

    private static Response response(Request request, AnswerHead head) {
        Headers.Builder headers = new Headers.Builder();
        // Unchecked, because a server can send values that the library would refuse.
        head.fields().forEach(field -> headers.addUnsafeNonAscii(field.name(), field.value()));
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(head.status())
                .message("")
                .headers(headers.build())
                .body(new NoBody())
                .build();
    }

    /** An empty body for interceptors, because an answer without a body is an error in older versions of the library. */
    private static final class NoBody extends ResponseBody {
        private final Buffer empty = new Buffer();

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return 0;
        }

        @Override
        public BufferedSource source() {
            return empty;
        }
    }
}
