package io.amp4j.opamp.testing;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Decodes, checks and records what agents send. */
final class Intake {
    /** How long the server may take to notice that an agent has closed its old connection. */
    private static final Duration NOTICE = Duration.ofSeconds(5);

    private static final int MAX_DEPTH = 400;

    /** A longer uid is invalid, and would be kept as a key and in every text about it. */
    private static final int MAX_UID = 64;

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

    /** Processes a received message; {@code offset} is the start of its Protobuf part, negative if it cannot be found. */
    ServerMessage receive(
            Transport transport, ServerConnection connection, ReceivedRequest request, byte[] raw, int offset) {
        AgentToServer wire = AgentToServer.getDefaultInstance();
        boolean malformed = offset < 0;
        try {
            AgentToServer read = malformed ? wire : decoded(raw, offset);
            malformed |= read.getInstanceUid().size() > MAX_UID;
            wire = malformed ? wire : read;
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
        String overlap = transport == Transport.HTTP ? begin(WireViews.bytes(wire.getInstanceUid())) : "";
        if (!overlap.isEmpty()) {
            problems.add(overlap);
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

    /**
     * Decodes with a higher limit of depth than Protobuf's default of 100, because fifty levels of health are twice as many nested
     * messages.
     */
    private static AgentToServer decoded(byte[] raw, int offset) throws InvalidProtocolBufferException {
        CodedInputStream in = CodedInputStream.newInstance(raw, offset, raw.length - offset);
        in.setRecursionLimit(MAX_DEPTH);
        try {
            AgentToServer message = AgentToServer.parseFrom(in);
            in.checkLastTagWas(0);
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot fail to be read", e);
        }
    }

    /** Records that a request is in flight, and returns a violation if the agent has another one. */
    private String begin(Bytes uid) {
        // An agent may have cancelled its last request before this one; the other connection's thread will then notice
        // soon.
        recorder.reached(() -> recorder.inFlight(uid.uuid()) == 0, NOTICE);
        return recorder.requestStarted(uid.uuid()) > 1 ? "its agent has another request in flight" : "";
    }

    /** Records whose WebSocket this is, and whether the agent has another. */
    private void adopt(ServerConnection connection, Bytes uid) {
        WebSocketPeer peer = connection.webSocket();
        if (peer == null || uid.equals(peer.uid())) {
            return;
        }
        peer.belongsTo(uid);
        // An agent may have closed its old connection before it opened this one; the old one's thread will then notice
        // soon.
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
