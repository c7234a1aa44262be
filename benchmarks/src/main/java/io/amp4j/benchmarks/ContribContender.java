package io.amp4j.benchmarks;

import io.opentelemetry.opamp.client.OpampClient;
import io.opentelemetry.opamp.client.internal.connectivity.http.OkHttpSender;
import io.opentelemetry.opamp.client.internal.connectivity.websocket.OkHttpWebSocket;
import io.opentelemetry.opamp.client.internal.connectivity.websocket.WebSocket;
import io.opentelemetry.opamp.client.internal.request.delay.PeriodicDelay;
import io.opentelemetry.opamp.client.internal.request.service.HttpRequestService;
import io.opentelemetry.opamp.client.internal.request.service.WebSocketRequestService;
import io.opentelemetry.opamp.client.internal.response.MessageData;
import io.opentelemetry.opamp.client.request.service.RequestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import opamp.proto.AgentDescription;
import opamp.proto.AnyValue;
import opamp.proto.KeyValue;
import opamp.proto.ServerErrorResponse;
import org.jspecify.annotations.Nullable;

/** The client of opentelemetry-java-contrib. */
final class ContribContender {

    private ContribContender() {}

    /** Lets so many agents poll over HTTP without a pause: their interval is a nanosecond. They share one OkHttp client. */
    static Contender heartbeats(URI endpoint, int agents) {
        return new Heartbeats(endpoint, agents);
    }

    /**
     * Changes the description of the agent for each answer over one WebSocket, so that so many messages are always on their way: this
     * client has neither heartbeats on WebSocket nor custom messages, and each change is a message. It tells its user of no answer
     * without content, so the answers are seen where they come from the socket.
     */
    static Contender messages(URI endpoint, int onTheirWay) {
        return new Messages(endpoint, onTheirWay);
    }

    static OpampClient agent(RequestService service, int number, OpampClient.Callbacks callbacks) {
        return OpampClient.builder()
                .setRequestService(service)
                .putIdentifyingAttribute("service.name", "checkout-" + number)
                .putIdentifyingAttribute("service.version", "1.4.0")
                .enableRemoteConfig()
                .build(callbacks);
    }

    /** Does nothing with what it is told. */
    static class SilentCallbacks implements OpampClient.Callbacks {
        @Override
        public void onConnect(OpampClient client) {}

        @Override
        public void onConnectFailed(OpampClient client, @Nullable Throwable failure) {}

        @Override
        public void onErrorResponse(OpampClient client, ServerErrorResponse error) {}

        @Override
        public void onMessage(OpampClient client, MessageData message) {}
    }

    static void close(OpampClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Heartbeats extends SilentCallbacks implements Contender {
        private final OkHttpClient shared;
        private final LongAdder answers = new LongAdder();
        private final List<OpampClient> clients = new ArrayList<>();

        Heartbeats(URI endpoint, int agents) {
            shared = new OkHttpClient.Builder()
                    .connectionPool(new ConnectionPool(agents, 5, TimeUnit.MINUTES))
                    .build();
            shared.dispatcher().setMaxRequestsPerHost(agents);
            PeriodicDelay atOnce = PeriodicDelay.ofFixedDuration(Duration.ofNanos(1));
            for (int i = 0; i < agents; i++) {
                RequestService service = HttpRequestService.create(
                        OkHttpSender.create(endpoint.toString(), shared),
                        atOnce,
                        HttpRequestService.DEFAULT_DELAY_BETWEEN_RETRIES);
                clients.add(agent(service, i, this));
            }
        }

        @Override
        public void onConnect(OpampClient client) {
            answers.increment();
        }

        @Override
        public long answers() {
            return answers.sum();
        }

        @Override
        public void close() {
            clients.forEach(ContribContender::close);
            shared.dispatcher().executorService().shutdown();
        }
    }

    private static final class Messages extends SilentCallbacks implements Contender {
        private static final AgentDescription[] DESCRIPTIONS = {description("a"), description("b")};

        private final AtomicLong answers = new AtomicLong();
        private final OkHttpClient shared = new OkHttpClient();
        private final int onTheirWay;
        private int sent;
        private @Nullable OpampClient client;

        Messages(URI endpoint, int onTheirWay) {
            this.onTheirWay = onTheirWay;
            client = agent(
                    WebSocketRequestService.create(
                            new WatchedWebSocket(OkHttpWebSocket.create(endpoint.toString(), shared), this::answered)),
                    0,
                    this);
        }

        private static AgentDescription description(String name) {
            return new AgentDescription.Builder()
                    .identifying_attributes(List.of(new KeyValue.Builder()
                            .key("service.name")
                            .value(new AnyValue.Builder().string_value(name).build())
                            .build()))
                    .build();
        }

        private void answered() {
            OpampClient sender = client;
            if (sender == null) {
                return;
            }
            int count = answers.getAndIncrement() == 0 ? onTheirWay : 1;
            for (int i = 0; i < count; i++) {
                sent++;
                sender.setAgentDescription(DESCRIPTIONS[sent & 1]);
            }
        }

        @Override
        public long answers() {
            return answers.get();
        }

        @Override
        public void close() {
            OpampClient sender = client;
            if (sender != null) {
                ContribContender.close(sender);
            }
            shared.dispatcher().executorService().shutdown();
        }
    }

    /** Tells of each message after the client has seen it. */
    private static final class WatchedWebSocket implements WebSocket {
        private final WebSocket watched;
        private final Runnable onMessage;

        WatchedWebSocket(WebSocket watched, Runnable onMessage) {
            this.watched = watched;
            this.onMessage = onMessage;
        }

        @Override
        public void open(Listener listener) {
            watched.open(new Listener() {
                @Override
                public void onOpen() {
                    listener.onOpen();
                }

                @Override
                public void onMessage(byte[] data) {
                    listener.onMessage(data);
                    onMessage.run();
                }

                @Override
                public void onClosing() {
                    listener.onClosing();
                }

                @Override
                public void onClosed() {
                    listener.onClosed();
                }

                @Override
                public void onFailure(Throwable t) {
                    listener.onFailure(t);
                }
            });
        }

        @Override
        public void close(int code, @Nullable String reason) {
            watched.close(code, reason);
        }

        @Override
        public boolean send(byte[] request) {
            return watched.send(request);
        }
    }
}
