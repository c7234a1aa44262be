package io.amp4j.opamp.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Decodes, checks and records what agents send. */
final class Intake {
    /** How long the end of an agent's old connection may take to be noticed here after the agent closed it. */
    private static final Duration NOTICE = Duration.ofSeconds(1);

    private final Recorder recorder;
    private final ServerModel model;
    private final Script<ReceivedMessage> script;
    private final Set<ServerConnection> connections;
    private final Consumer<ReceivedMessage> listener;

    Intake(
            Recorder recorder,
            ServerModel model,
            Script<ReceivedMessage> script,
            Set<ServerConnection> connections,
            Consumer<ReceivedMessage> listener) {
        this.recorder = recorder;
        this.model = model;
        this.script = script;
        this.connections = connections;
        this.listener = listener;
    }

    /** Takes a message in; {@code offset} is where its Protobuf part starts, negative if it cannot be found. */
    ServerMessage receive(
            Transport transport, ServerConnection connection, ReceivedRequest request, byte[] raw, int offset) {
        AgentToServer wire = AgentToServer.getDefaultInstance();
        boolean malformed = offset < 0;
        try {
            wire = malformed ? wire : AgentToServer.parseFrom(Arrays.copyOfRange(raw, offset, raw.length));
        } catch (InvalidProtocolBufferException e) {
            malformed = true;
        }
        List<String> problems = new ArrayList<>();
        boolean lacksState = false;
        if (malformed) {
            problems.add("it is no AgentToServer");
        } else {
            Bytes uid = WireViews.bytes(wire.getInstanceUid());
            problems.addAll(WireChecks.problems(wire));
            BelievedAgent before = model.agent(uid);
            if (before != null && before.lastSequenceNumber() == wire.getSequenceNum()) {
                problems.add("its sequence number repeats the last one");
            }
            adopt(connection, uid);
            lacksState = model.absorb(uid, wire);
        }
        AgentToServer decoded = wire;
        boolean broken = malformed;
        boolean lacks = lacksState;
        ServerMessage message = recorder.message(index -> new ServerMessage(
                new ReceivedMessage(
                        index, transport, connection.id(), System.nanoTime(), request, raw, decoded, broken),
                lacks,
                script.draw()));
        problems.forEach(problem -> recorder.violation(message.received() + ": " + problem));
        listener.accept(message.received());
        return message;
    }

    /** Notes whose WebSocket this is, and whether the agent has another. */
    private void adopt(ServerConnection connection, Bytes uid) {
        WebSocketPeer peer = connection.webSocket();
        if (peer == null || uid.equals(peer.uid())) {
            return;
        }
        peer.belongsTo(uid);
        // An agent may have closed its old connection before it opened this one; the old one's thread is then about to
        // notice.
        recorder.reached(() -> others(connection, uid) == 0, NOTICE);
        int open = 1 + others(connection, uid);
        recorder.connectionsOf(uid.uuid(), open);
        if (open > 1) {
            recorder.violation("agent " + uid.uuid() + " has " + open + " WebSockets open");
        }
    }

    private int others(ServerConnection connection, Bytes uid) {
        int count = 0;
        for (ServerConnection other : connections) {
            WebSocketPeer peer = other.webSocket();
            if (other != connection
                    && peer != null
                    && uid.equals(peer.uid())
                    && !other.isClosed()
                    && !peer.isPaused()) {
                count++;
            }
        }
        return count;
    }
}
