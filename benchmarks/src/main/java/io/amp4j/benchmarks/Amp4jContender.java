package io.amp4j.benchmarks;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.MessageData;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampFleet;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** This project's client, by its public interface. */
final class Amp4jContender {

    private Amp4jContender() {}

    /** Lets so many agents send heartbeats over HTTP without a pause: their interval is a nanosecond. */
    static Contender heartbeats(URI endpoint, int agents) {
        return new Heartbeats(endpoint, agents);
    }

    /** Sends a custom message for each answer over one WebSocket, so that so many are always on their way. */
    static Contender messages(URI endpoint, int onTheirWay) {
        return new Messages(endpoint, onTheirWay);
    }

    static AgentDescription agent(int number) {
        return AgentDescription.of("checkout-" + number, "1.4.0");
    }

    private static final class Heartbeats implements Contender {
        private final OpampFleet fleet = OpampFleet.create();
        private final List<OpampClient> clients = new ArrayList<>();

        Heartbeats(URI endpoint, int agents) {
            for (int i = 0; i < agents; i++) {
                OpampClient client = fleet.client(endpoint)
                        .agent(agent(i))
                        .heartbeat(Duration.ofNanos(1))
                        .build();
                clients.add(client);
                client.start();
            }
        }

        @Override
        public long answers() {
            long sum = 0;
            for (OpampClient client : clients) {
                sum += client.status().receivedMessages();
            }
            return sum;
        }

        @Override
        public void close() {
            fleet.close();
        }
    }

    private static final class Messages implements Contender, OpampCallbacks {
        private final AtomicLong answers = new AtomicLong();
        private final CustomMessage message =
                CustomMessage.of(Offers.CAPABILITY, Offers.TYPE, Bytes.of(new byte[Offers.DATA_BYTES]));
        private final int onTheirWay;
        private final OpampClient client;
        private volatile boolean closed;

        Messages(URI endpoint, int onTheirWay) {
            this.onTheirWay = onTheirWay;
            client = OpampClient.builder(endpoint)
                    .agent(agent(0))
                    .customCapabilities(CustomCapabilities.of(Set.of(Offers.CAPABILITY)))
                    .customMessagesNeedServer(false)
                    .callbacks(this)
                    .build();
            client.start();
        }

        @Override
        public void onMessage(OpampClient client, MessageData data) {
            // The first answer is to the first report.
            int count = answers.getAndIncrement() == 0 ? onTheirWay : 1;
            for (int i = 0; i < count; i++) {
                if (client.sendCustomMessage(message).isCompletedExceptionally() && !closed) {
                    throw new IllegalStateException("not sent");
                }
            }
        }

        @Override
        public long answers() {
            return answers.get();
        }

        @Override
        public void close() {
            closed = true;
            client.close();
        }
    }
}
