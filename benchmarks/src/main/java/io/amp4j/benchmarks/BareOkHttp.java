package io.amp4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;

/** The limit: the bytes of an agent's message, sent by OkHttp itself, with nobody behind it who would know what they mean. */
final class BareOkHttp {

    private static final MediaType PROTOBUF = MediaType.get("application/x-protobuf");

    private BareOkHttp() {}

    /** Posts a heartbeat again and again from each of so many threads. */
    static Contender heartbeats(URI endpoint, int threads) {
        return new Posts(endpoint, threads);
    }

    /** Sends a message for each answer over one WebSocket, so that so many are always on their way. */
    static Contender messages(URI endpoint, int onTheirWay) {
        return new Messages(endpoint, onTheirWay);
    }

    private static final class Posts implements Contender {
        private final OkHttpClient client;
        private final LongAdder answers = new LongAdder();
        private volatile boolean closed;
        private final List<Thread> threads = new ArrayList<>();

        Posts(URI endpoint, int count) {
            client = new OkHttpClient.Builder()
                    .connectionPool(new ConnectionPool(count, 5, java.util.concurrent.TimeUnit.MINUTES))
                    .build();
            for (int i = 0; i < count; i++) {
                Thread thread = new Thread(() -> post(endpoint), "bare-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        private void post(URI endpoint) {
            byte[] heartbeat = Offers.heartbeat();
            while (!closed) {
                Request request = new Request.Builder()
                        .url(endpoint.toString())
                        .post(RequestBody.create(heartbeat, PROTOBUF))
                        .build();
                try (Response response = client.newCall(request).execute()) {
                    response.body().bytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                answers.increment();
            }
        }

        @Override
        public long answers() {
            return answers.sum();
        }

        @Override
        public void close() {
            closed = true;
            for (Thread thread : threads) {
                Waiting.forEndOf(thread);
            }
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    private static final class Messages extends WebSocketListener implements Contender {
        private final OkHttpClient client = new OkHttpClient();
        private final LongAdder answers = new LongAdder();
        private final ByteString message = ByteString.of(Offers.framed(Offers.customMessage()));
        private final WebSocket socket;
        private final int onTheirWay;

        Messages(URI endpoint, int onTheirWay) {
            this.onTheirWay = onTheirWay;
            socket = client.newWebSocket(
                    new Request.Builder().url(endpoint.toString()).build(), this);
        }

        @Override
        public void onOpen(WebSocket opened, Response response) {
            for (int i = 0; i < onTheirWay; i++) {
                opened.send(message);
            }
        }

        @Override
        public void onMessage(WebSocket from, ByteString bytes) {
            answers.increment();
            from.send(message);
        }

        @Override
        public long answers() {
            return answers.sum();
        }

        @Override
        public void close() {
            socket.cancel();
            client.dispatcher().executorService().shutdown();
        }
    }
}
