package io.amp4j.opamp.internal.http;

import io.amp4j.opamp.internal.proxy.ProxyException;
import io.amp4j.opamp.internal.time.SlowestLine;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.TransportFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** One report and its answer. Runs on one thread; another may cancel it. */
public final class HttpExchange {
    private static final MediaType PROTOBUF = MediaType.get("application/x-protobuf");

    /** Every pooled connection may have been closed. */
    static final int MAX_STALE = 32;

    private static final int MAX_SKIPPED = 65536;

    /** Supplies the route to the endpoint. */
    public interface Way {
        HttpClients.Route find() throws ProxyException;
    }

    private final HttpClients clients;
    private final ConnectionTarget target;
    private final byte[] protobuf;
    private final String instanceUidText;
    private final Way route;
    private volatile @Nullable Call current;
    private volatile boolean cancelled;

    /**
     * Creates an exchange that is not started.
     *
     * @param route supplies the route to the endpoint; called on the thread of the exchange
     */
    public HttpExchange(
            HttpClients clients, ConnectionTarget target, Way route, byte[] protobuf, String instanceUidText) {
        this.clients = clients;
        this.target = target;
        this.route = route;
        this.protobuf = protobuf;
        this.instanceUidText = instanceUidText;
    }

    /** Cancels the exchange; its outcome is then ignored. */
    void cancel() {
        cancelled = true;
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    /** Sends the report and calls exactly one of the two. */
    public void run(Consumer<byte[]> onAnswer, Consumer<TransportFailure> onFailure) {
        int limit = target.limits().maxSentBytes();
        if (protobuf.length > limit) {
            onFailure.accept(TransportFailure.of(
                    Kind.TOO_LARGE_SENT,
                    "the message of " + protobuf.length + " bytes is above the send limit of " + limit + " bytes",
                    null));
            return;
        }
        HttpClients.Route way;
        try {
            way = route.find();
        } catch (ProxyException e) {
            onFailure.accept(TransportFailure.of(Kind.PROXY, String.valueOf(e.getMessage()), e));
            return;
        }
        OkHttpClient client = way.client();
        HttpUrl url = way.url();
        Duration whole = target.timeouts().call().plus(SlowestLine.transfer(protobuf.length));
        long deadline = System.nanoTime() + whole.toNanos();
        RequestBody body = body();
        int hops = 0;
        int repeats = 0;
        while (true) {
            CallWatch watch = clients.watch();
            Request request = request(url, body, watch);
            try (Response response = start(client, request, deadline).execute()) {
                if (response.isSuccessful()) {
                    onAnswer.accept(answer(response));
                    return;
                }
                skip(response);
                Redirects.Decision decision = response.code() / 100 == 3
                        ? Redirects.decide(url, response.code(), response.header("Location"), true, hops)
                        : null;
                if (decision == null || decision.to() == null) {
                    onFailure.accept(refused(response, decision));
                    return;
                }
                url = decision.to();
                client = clients.client(target, url);
                hops++;
            } catch (IOException e) {
                if (watch.wasStale() && !cancelled && ++repeats <= MAX_STALE) {
                    continue;
                }
                onFailure.accept(watch.failure(e, request));
                return;
            }
        }
    }

    /**
     * Closes the connection of a refused answer: the library would otherwise read the rest when it closes the answer, to reuse the
     * connection.
     */
    private byte[] answer(Response response) throws IOException {
        try {
            return BoundedBody.read(response, target.limits().maxReceivedBytes());
        } catch (IOException e) {
            cut();
            throw e;
        }
    }

    /** Skips the body of an unsuccessful answer: reads it if it is short, to reuse the connection, and otherwise closes the connection. */
    private void skip(Response response) {
        long length = response.body().contentLength();
        if (length < 0 || length > MAX_SKIPPED) {
            cut();
        }
    }

    private void cut() {
        Call call = current;
        if (call != null) {
            call.cancel();
        }
    }

    private Call start(OkHttpClient client, Request request, long deadline) {
        Call call = patient(client).newCall(request);
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        call.timeout().timeout(left, TimeUnit.MILLISECONDS);
        current = call;
        if (cancelled) {
            call.cancel();
        }
        return call;
    }

    /** Returns a client with a longer read timeout for a large report, which may still be in transit after it is written. */
    private OkHttpClient patient(OkHttpClient client) {
        Duration more = SlowestLine.buffered(protobuf.length);
        return more.isZero()
                ? client
                : client.newBuilder()
                        .readTimeout(target.timeouts().read().plus(more))
                        .build();
    }

    private Request request(HttpUrl url, RequestBody body, CallWatch watch) {
        Request.Builder request = new Request.Builder().url(url).post(body).tag(CallWatch.class, watch);
        RequestHeaders.addTo(request, target.headers());
        request.header("OpAMP-Instance-UID", instanceUidText).header("Accept-Encoding", "gzip");
        if (target.gzipRequests()) {
            request.header("Content-Encoding", "gzip");
        }
        return request.build();
    }

    private RequestBody body() {
        byte[] bytes = target.gzipRequests() ? gzip(protobuf) : protobuf;
        return new RequestBody() {
            @Override
            public MediaType contentType() {
                return PROTOBUF;
            }

            @Override
            public long contentLength() {
                return bytes.length;
            }

            /** The library must never repeat a report that may have arrived. */
            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.write(bytes);
            }
        };
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, bytes.length / 4));
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static TransportFailure refused(Response response, Redirects.@Nullable Decision decision) {
        int status = response.code();
        if (status == 407) {
            String what = "the proxy answered with status 407: it wants other credentials; see ProxySettings";
            return TransportFailure.builder(Kind.PROXY, what).httpStatus(status).build();
        }
        String description = decision != null
                ? decision.refusal()
                : "the server answered with status "
                        + Refusal.of(status, response.request().url());
        return TransportFailure.builder(Kind.HTTP_STATUS, description)
                .httpStatus(status)
                .retryAfter(HiddenRetryAfter.of(response))
                .build();
    }
}
