package io.amp4j.opamp.simulation;

import static io.amp4j.opamp.simulation.SimulatedAgent.millis;
import static io.amp4j.opamp.simulation.SimulatedAgent.seconds;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionFailure.Kind;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.session.Event;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way from one agent to the server and back: loses, delays, doubles, swallows and cuts, but never reorders within a WebSocket. */
final class SimulatedNetwork {
    private static final int[] STATUSES = {401, 404, 500, 502};

    private final SimulatedAgent agent;
    private final Timeline timeline;
    private final SplittableRandom random;
    private final ModelServer server;
    private final FaultSource faults;
    private final Set<String> doubled = new HashSet<>();

    /** A WebSocket, as long as it is up; null otherwise. */
    private @Nullable Socket socket;

    private static final class Socket {
        final int connection;
        boolean up = true;

        /** The server has closed it; what it said before still arrives. */
        boolean closing;

        long nextToServer;
        long nextToAgent;

        Socket(int connection) {
            this.connection = connection;
        }
    }

    SimulatedNetwork(
            SimulatedAgent agent, Timeline timeline, SplittableRandom random, ModelServer server, FaultSource faults) {
        this.agent = agent;
        this.timeline = timeline;
        this.random = random;
        this.server = server;
        this.faults = faults;
    }

    /** The custom messages that this network itself has delivered twice. */
    Set<String> doubled() {
        return doubled;
    }

    void connect(int connection) {
        if (agent.http) {
            agent.later(0, () -> agent.onNetwork(connection, false, false, 0, new Event.Opened(connection)));
            return;
        }
        inItsTurn(connection, () -> dial(connection));
    }

    /** What the transport is told to do waits for a thread, now and then for longer than anything else may take. */
    private void inItsTurn(int connection, Runnable work) {
        agent.later(chance(faults.faults().swallow()) ? seconds(random.nextInt(200)) : 0, () -> {
            if (agent.isAlive(connection)) {
                agent.onNetwork(connection, false, false, 0, new Event.WorkStarted(connection));
                work.run();
            }
        });
    }

    private void dial(int connection) {
        if (faults.isPartitioned()
                || server.isDown(agent.endpoint())
                || chance(faults.faults().refuseConnect())) {
            fail(connection, Kind.CONNECT, 0, null, seconds(random.nextInt(10)), true);
        } else if (chance(faults.faults().throttle())) {
            refuseForLoad(connection, true);
        } else if (chance(faults.faults().serverError())) {
            fail(connection, Kind.HTTP_STATUS, status(), null, latency(), true);
        } else if (!chance(faults.faults().swallow())) {
            agent.later(latency(), () -> {
                socket = new Socket(connection);
                agent.onNetwork(connection, false, false, 0, new Event.Opened(connection));
            });
        }
    }

    void send(int connection, AgentMessage message) {
        inItsTurn(connection, () -> {
            if (agent.http) {
                exchange(connection, message);
            } else {
                write(connection, message);
            }
        });
    }

    private void exchange(int connection, AgentMessage message) {
        Faults now = faults.faults();
        if (faults.isPartitioned() || server.isDown(agent.endpoint()) || chance(now.loseRequest())) {
            fail(
                    connection,
                    random.nextBoolean() ? Kind.CONNECT : Kind.TIMEOUT,
                    0,
                    null,
                    seconds(random.nextInt(30)),
                    false);
        } else if (chance(now.deliverLate())) {
            // The agent has given up by the time the server gets it, and may have sent something newer.
            timeline.in(seconds(random.nextInt(120)), () -> deliver(message));
            fail(connection, Kind.TIMEOUT, 0, null, seconds(random.nextInt(60)), false);
        } else if (chance(now.throttle())) {
            refuseForLoad(connection, false);
        } else if (chance(now.serverError())) {
            fail(connection, Kind.HTTP_STATUS, status(), null, latency(), false);
        } else if (chance(now.malformed())) {
            agent.later(latency(), () -> {
                deliver(message);
                agent.onNetwork(connection, false, true, 0, new Event.Malformed(connection, "garbage", 9));
            });
        } else if (!chance(now.swallow())) {
            boolean answerLost = chance(now.loseAnswer());
            timeline.in(latency(), () -> {
                ServerMessage answer = deliver(message);
                if (chance(now.duplicate())) {
                    doubled.add(customOf(message));
                    deliver(message);
                }
                if (answerLost) {
                    fail(connection, Kind.LOST, 0, null, latency(), false);
                } else {
                    agent.later(latency(), () -> receive(connection, answer, true));
                }
            });
        }
    }

    private void write(int connection, AgentMessage message) {
        Socket current = socket;
        if (current == null || !current.up || current.connection != connection) {
            // The socket broke meanwhile; the agent is about to hear of it.
            return;
        }
        agent.later(millis(1), () -> {
            if (current.up) {
                agent.onNetwork(connection, false, true, 0, new Event.Written(connection));
            }
        });
        current.nextToServer = Math.max(current.nextToServer, timeline.now() + millis(2) + latency());
        timeline.at(current.nextToServer, () -> {
            if (current.up) {
                ServerMessage answer = deliver(message);
                push(current, answer);
                if (chance(faults.faults().duplicate())) {
                    push(current, answer);
                }
            }
        });
    }

    /** The server sends something on its own. */
    void push(Function<InstanceUid, ServerMessage> message) {
        Socket current = socket;
        InstanceUid uid = agent.uid();
        if (current != null && current.up && uid != null) {
            push(current, message.apply(uid));
        }
    }

    private void push(Socket current, ServerMessage message) {
        current.nextToAgent = Math.max(current.nextToAgent, timeline.now() + latency());
        timeline.at(current.nextToAgent, () -> {
            if (current.up || current.closing) {
                if (chance(faults.faults().malformed())) {
                    agent.onNetwork(
                            current.connection, false, false, 0, new Event.Malformed(current.connection, "garbage", 9));
                } else {
                    receive(current.connection, message, false);
                }
            }
        });
    }

    private void receive(int connection, ServerMessage message, boolean answers) {
        ServerError error = message.error();
        long retryAfter =
                error == null ? 0 : error.retryHint().map(Duration::toNanos).orElse(0L);
        agent.onNetwork(connection, false, answers, retryAfter, new Event.Received(connection, message, 30));
    }

    void close(int connection, int code) {
        Socket current = socket;
        boolean silent = !agent.http && chance(faults.faults().swallow());
        if (current != null && current.connection == connection) {
            // What was written before the Close frame still arrives.
            timeline.at(Math.max(current.nextToServer, timeline.now()) + 1, () -> current.up = false);
        }
        if (!silent) {
            agent.later(
                    latency() + millis(300),
                    () -> agent.onNetwork(connection, true, true, 0, new Event.Closed(connection, code, "")));
        }
    }

    void abort(int connection) {
        Socket current = socket;
        if (current != null && current.connection == connection) {
            current.up = false;
            current.closing = false;
        }
    }

    /** A WebSocket breaks; it takes the agent a while to notice. */
    void cut() {
        Socket current = socket;
        if (current != null && current.up) {
            current.up = false;
            if (random.nextInt(4) == 0) {
                current.closing = true;
                agent.later(Math.max(0, current.nextToAgent - timeline.now()) + latency(), () -> {
                    current.closing = false;
                    agent.onNetwork(
                            current.connection, true, true, 0, new Event.Closed(current.connection, 1001, "bye"));
                });
            } else {
                long notices = random.nextBoolean() ? latency() : seconds(random.nextInt(60));
                fail(current.connection, Kind.LOST, 0, null, notices, true);
            }
        }
    }

    void processDied() {
        Socket current = socket;
        if (current != null) {
            current.up = false;
            current.closing = false;
        }
    }

    private ServerMessage deliver(AgentMessage message) {
        return server.receive(message, faults.faults());
    }

    private void refuseForLoad(int connection, boolean ends) {
        int waitSeconds = random.nextInt(120);
        boolean tells = waitSeconds > 0 && random.nextInt(3) > 0;
        int status = random.nextBoolean() ? 503 : 429;
        ConnectionFailure failure = failure(Kind.HTTP_STATUS, status);
        String retryAfter = tells ? Integer.toString(waitSeconds) : null;
        agent.later(
                latency(),
                () -> agent.onNetwork(
                        connection,
                        ends,
                        true,
                        tells ? seconds(waitSeconds) : 0,
                        new Event.Failed(connection, failure, retryAfter, agent.wallTime())));
    }

    private void fail(int connection, Kind kind, int status, @Nullable String retryAfter, long after, boolean ends) {
        agent.later(
                after,
                () -> agent.onNetwork(
                        connection,
                        ends,
                        true,
                        0,
                        new Event.Failed(connection, failure(kind, status), retryAfter, agent.wallTime())));
    }

    private static ConnectionFailure failure(Kind kind, int status) {
        return ConnectionFailure.of(kind, "simulated", null).withHttpStatus(status);
    }

    private static String customOf(AgentMessage message) {
        return message.customMessage() == null
                ? ""
                : message.customMessage().data().toText();
    }

    private int status() {
        return STATUSES[random.nextInt(STATUSES.length)];
    }

    private long latency() {
        return millis(1 + random.nextInt(150));
    }

    private boolean chance(int outOfThousand) {
        return random.nextInt(1000) < outOfThousand;
    }
}
