package io.amp4j.benchmarks;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampFleet;
import io.amp4j.opamp.RemoteConfig;
import io.opentelemetry.opamp.client.OpampClient;
import io.opentelemetry.opamp.client.internal.connectivity.http.OkHttpSender;
import io.opentelemetry.opamp.client.internal.connectivity.websocket.OkHttpWebSocket;
import io.opentelemetry.opamp.client.internal.request.delay.PeriodicDelay;
import io.opentelemetry.opamp.client.internal.request.service.HttpRequestService;
import io.opentelemetry.opamp.client.internal.request.service.WebSocketRequestService;
import io.opentelemetry.opamp.client.internal.response.MessageData;
import io.opentelemetry.opamp.client.request.service.RequestService;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import opamp.proto.AgentRemoteConfig;
import opamp.proto.RemoteConfigStatus;
import opamp.proto.RemoteConfigStatuses;

/** Many agents that apply what they are offered and else only send heartbeats. */
final class Fleets {

    private Fleets() {}

    /** Starts agents of a client, without waiting for them. */
    static AutoCloseable start(String client, URI endpoint, int agents, int heartbeatSeconds) {
        return switch (client) {
            case "amp4j" -> amp4j(endpoint, agents, heartbeatSeconds);
            case "javaContrib" -> javaContrib(endpoint, agents, heartbeatSeconds, false);
            case "javaContribSharedOkHttp" -> javaContrib(endpoint, agents, heartbeatSeconds, true);
            case "bareOkHttp" -> bareOkHttp(endpoint, agents);
            default -> throw new IllegalArgumentException(client);
        };
    }

    private static AutoCloseable amp4j(URI endpoint, int agents, int heartbeatSeconds) {
        OpampFleet fleet = OpampFleet.create();
        OpampCallbacks callbacks = new OpampCallbacks() {
            @Override
            public ConfigOutcome onRemoteConfig(io.amp4j.opamp.OpampClient client, RemoteConfig config) {
                return ConfigOutcome.applied();
            }
        };
        for (int i = 0; i < agents; i++) {
            fleet.client(endpoint)
                    .agent(Amp4jContender.agent(i))
                    .heartbeat(Duration.ofSeconds(heartbeatSeconds))
                    .callbacks(callbacks)
                    .build()
                    .start();
        }
        return fleet;
    }

    /** An OkHttp client for each agent is what this client's factory methods make; they also take one that is shared. */
    private static AutoCloseable javaContrib(URI endpoint, int agents, int heartbeatSeconds, boolean sharesOkHttp) {
        OkHttpClient shared = new OkHttpClient();
        // A WebSocket counts as a request for as long as it is open.
        shared.dispatcher().setMaxRequests(agents);
        shared.dispatcher().setMaxRequestsPerHost(8);
        PeriodicDelay interval = PeriodicDelay.ofFixedDuration(Duration.ofSeconds(heartbeatSeconds));
        List<OpampClient> clients = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            String url = endpoint.toString();
            RequestService service;
            if (url.startsWith("ws")) {
                service = WebSocketRequestService.create(
                        sharesOkHttp ? OkHttpWebSocket.create(url, shared) : OkHttpWebSocket.create(url));
            } else {
                service = HttpRequestService.create(
                        sharesOkHttp ? OkHttpSender.create(url, shared) : OkHttpSender.create(url),
                        interval,
                        HttpRequestService.DEFAULT_DELAY_BETWEEN_RETRIES);
            }
            clients.add(ContribContender.agent(service, i, new ApplyingCallbacks()));
        }
        return () -> clients.forEach(ContribContender::close);
    }

    private static final class ApplyingCallbacks extends ContribContender.SilentCallbacks {
        @Override
        public void onMessage(OpampClient client, MessageData message) {
            AgentRemoteConfig config = message.getRemoteConfig();
            if (config != null) {
                client.setRemoteConfigStatus(new RemoteConfigStatus.Builder()
                        .last_remote_config_hash(config.config_hash)
                        .status(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)
                        .build());
            }
        }
    }

    private static AutoCloseable bareOkHttp(URI endpoint, int agents) {
        OkHttpClient client = new OkHttpClient();
        client.dispatcher().setMaxRequests(agents);
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            sockets.add(client.newWebSocket(
                    new Request.Builder().url(endpoint.toString()).build(), new BareListener()));
        }
        return () -> sockets.forEach(WebSocket::cancel);
    }

    private static final class BareListener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket socket, Response response) {
            socket.send(ByteString.of(Offers.framed(Offers.heartbeat())));
        }

        @Override
        public void onMessage(WebSocket socket, ByteString bytes) {
            byte[] hash = Offers.hashOfOffer(bytes.substring(1).toByteArray());
            if (hash.length > 0) {
                socket.send(ByteString.of(Offers.framed(Offers.applied(hash))));
            }
        }
    }
}
