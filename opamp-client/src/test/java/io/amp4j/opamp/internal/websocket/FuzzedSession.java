package io.amp4j.opamp.internal.websocket;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.BackoffPolicy;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConfigFile;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.internal.codec.Decoded;
import io.amp4j.opamp.internal.codec.FieldLimits;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.ServerMessageDecoder;
import io.amp4j.opamp.internal.codec.StateFormat;
import io.amp4j.opamp.internal.session.Effect;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Notice;
import io.amp4j.opamp.internal.session.Phase;
import io.amp4j.opamp.internal.session.Session;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.internal.session.SessionStatus;
import io.amp4j.opamp.transport.TransportFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A session before a hostile server, in a time of its own: does what it wants, and holds it to what must never happen. */
final class FuzzedSession {
    static final String CUSTOM = "com.example.fuzz";

    /** More than any report of this agent has; what a server sends is echoed in hashes alone. */
    private static final int MOST_SENT = 40_000;

    private static final long DAY = Duration.ofDays(1).toNanos();
    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");

    private final boolean http;
    private final RandomGenerator random;
    private final Session session;
    private final Queue<Event> coming = new ArrayDeque<>();
    private @Nullable ClientState stored;
    private long now;
    private long armed = Long.MAX_VALUE;
    private int connection;
    private boolean open;
    private boolean waitsForAnswer;
    private int understood;

    FuzzedSession(boolean http, RandomGenerator random) {
        this.http = http;
        this.random = random;
        this.session = new Session(config(http, random.nextBoolean()), random);
        take(new Event.Started(WALL, null));
    }

    private static SessionConfig config(boolean http, boolean hasFunction) {
        BackoffPolicy.Builder backoff = BackoffPolicy.builder();
        if (hasFunction) {
            backoff.function((attempt, failure) -> failure.retryIn());
        }
        return SessionConfig.builder(http, AgentDescription.of("fuzzed", "1"))
                .firstHeartbeatSpread(0)
                .capabilities(AgentCapability.mask(List.of(
                        AgentCapability.REPORTS_STATUS,
                        AgentCapability.REPORTS_HEARTBEAT,
                        AgentCapability.ACCEPTS_REMOTE_CONFIG,
                        AgentCapability.REPORTS_REMOTE_CONFIG,
                        AgentCapability.REPORTS_EFFECTIVE_CONFIG,
                        AgentCapability.REPORTS_HEALTH,
                        AgentCapability.REPORTS_AVAILABLE_COMPONENTS,
                        AgentCapability.ACCEPTS_RESTART_COMMAND)))
                .health(ComponentHealth.healthy(Instant.EPOCH))
                .effectiveConfig(EffectiveConfig.of(ConfigFile.yaml("a: 1")))
                .components(AvailableComponents.of(Map.of()))
                .customCapabilities(CustomCapabilities.of(List.of(CUSTOM)))
                .backoff(backoff.build())
                .build();
    }

    InstanceUid uid() {
        return Objects.requireNonNull(session.status().sender().instanceUid());
    }

    /** Returns how many messages were understood. */
    int understood() {
        return understood;
    }

    /** Lets time pass until the session can hear something. */
    void makeReady() {
        for (int i = 0; !open || (http && !waitsForAnswer); i++) {
            must(i < 1_000, "a session never comes back");
            must(armed < Long.MAX_VALUE, "a session waits for nothing");
            now = Math.max(now, armed);
            armed = Long.MAX_VALUE;
            take(new Event.TimerFired());
        }
    }

    /** Hears a message, as the engine hands it on. */
    void received(byte[] protobuf) {
        Decoded decoded = ServerMessageDecoder.decode(protobuf, FieldLimits.fields(protobuf.length));
        if (decoded instanceof ServerMessage message) {
            understood++;
            answered();
            take(new Event.Received(connection, message, protobuf.length));
        } else if (decoded instanceof Decoded.Malformed malformed) {
            malformed(malformed.reason(), protobuf.length);
        }
    }

    void malformed(String what, int bytes) {
        answered();
        takeWithoutEffect(new Event.Malformed(connection, what, bytes));
    }

    void failed(TransportFailure failure) {
        answered();
        open &= http;
        ConnectionFailure.Kind kind = failure.kind() == TransportFailure.Kind.HTTP_STATUS
                ? ConnectionFailure.Kind.HTTP_STATUS
                : ConnectionFailure.Kind.PROTOCOL;
        takeWithoutEffect(new Event.Failed(
                connection,
                ConnectionFailure.of(kind, failure.description(), null).withHttpStatus(failure.httpStatus()),
                failure.retryAfter().orElse(null),
                WALL));
    }

    void closed(int code, String reason) {
        open = false;
        takeWithoutEffect(new Event.Closed(connection, code, reason));
    }

    private void answered() {
        waitsForAnswer = false;
    }

    /** What is no message changes nothing that messages change, and nothing of it reaches the user or the store. */
    private void takeWithoutEffect(Event event) {
        SessionStatus before = session.status();
        List<Effect> effects = session.on(event, now);
        Meaning after = Meaning.of(session.status());
        if (!after.equals(Meaning.of(before))) {
            throw new AssertionError("what is no message makes " + after + " of " + before);
        }
        for (Effect effect : effects) {
            // A report may go out, and with it the numbers that are set aside.
            must(
                    !(effect instanceof Effect.Persist persist) || isStoredButForNumbers(persist.state()),
                    "what is no message is stored");
            if (effect instanceof Effect.Notify notify) {
                mustBeHarmless(notify.notice(), before.connectivity().phase());
            }
        }
        perform(effects);
    }

    private static void mustBeHarmless(Notice notice, Phase before) {
        boolean tellsOfIt = notice instanceof Notice.Warning
                || notice instanceof Notice.ConnectFailed
                || notice instanceof Notice.Disconnected;
        // Whatever the answer to the goodbye is: the command was understood before.
        boolean restart = notice instanceof Notice.RestartRequested && before == Phase.LEAVING;
        if (!tellsOfIt && !restart) {
            throw new AssertionError("what is no message is told as " + notice);
        }
    }

    private boolean isStoredButForNumbers(ClientState state) {
        return stored != null && state.withSequenceNumber(0).equals(stored.withSequenceNumber(0));
    }

    private static void must(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError(violation);
        }
    }

    private void take(Event event) {
        perform(session.on(event, now));
    }

    private void perform(List<Effect> effects) {
        List<Effect> next = effects;
        while (true) {
            must(next.size() < 60, "too many effects");
            for (Effect effect : next) {
                perform(effect);
            }
            checkBounds();
            Event event = coming.poll();
            if (event == null) {
                return;
            }
            next = session.on(event, now);
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Connect connect) {
            connection = connect.connection();
            open = true;
            coming.add(new Event.WorkStarted(connection));
            coming.add(new Event.Opened(connection));
        } else if (effect instanceof Effect.Send send) {
            must(send.encoded().length < MOST_SENT, "a report is too large");
            waitsForAnswer = http;
            coming.add(new Event.WorkStarted(connection));
            if (http) {
                return;
            }
            coming.add(new Event.Written(connection));
        } else if (effect instanceof Effect.Close close) {
            open = false;
            coming.add(new Event.Closed(connection, close.code(), close.reason()));
        } else if (effect instanceof Effect.Abort) {
            open = false;
            waitsForAnswer = false;
        } else if (effect instanceof Effect.ArmTimer timer) {
            armed = timer.at();
        } else if (effect instanceof Effect.Persist persist) {
            ClientState state = persist.state();
            stored = state;
            must(
                    StateFormat.decode(StateFormat.encode(state)).equals(new StateFormat.Stored.Usable(state)),
                    "a state is stored that cannot be read");
            coming.add(new Event.Persisted(state, true));
        } else if (effect instanceof Effect.ReadEffectiveConfig) {
            coming.add(new Event.EffectiveConfigChanged(null));
        } else if (effect instanceof Effect.AskForDelay ask) {
            switch (random.nextInt(3)) {
                case 0 -> coming.add(new Event.DelayAnswered(ask.question(), Duration.ofSeconds(random.nextInt(60))));
                case 1 -> coming.add(new Event.DelayAnswered(ask.question(), null));
                default -> {}
            }
        } else if (effect instanceof Effect.Notify notify) {
            told(notify.notice());
        } else {
            throw new AssertionError("a server ended the session: " + effect);
        }
    }

    private void told(Notice notice) {
        if (notice instanceof Notice.RemoteConfigOffered offered) {
            switch (random.nextInt(3)) {
                case 0 -> coming.add(new Event.RemoteConfigAnswered(offered.generation(), Event.Answer.APPLIED, null));
                case 1 ->
                    coming.add(new Event.RemoteConfigAnswered(offered.generation(), Event.Answer.failed("no"), null));
                default -> {}
            }
        } else if (notice instanceof Notice.RestartRequested) {
            coming.add(new Event.Restarted());
        } else if (notice instanceof Notice.MessageReceived received) {
            must(received.bytes() >= 0 && received.message().toMessageData() != null, "no data");
        } else if (notice instanceof Notice.CustomMessageReceived custom) {
            must(custom.message().capability().equals(CUSTOM), "a custom message of another capability");
        }
    }

    private void checkBounds() {
        SessionStatus status = session.status();
        must(
                status.terms().heartbeatInterval() > 0 && status.terms().heartbeatInterval() <= DAY,
                "the interval is out of bounds");
        must(
                status.connectivity().nextAttemptAt() == Long.MIN_VALUE
                        || status.connectivity().nextAttemptAt() - now <= DAY,
                "the server is left alone for longer than a day");
    }

    /** What messages change. */
    private record Meaning(
            @Nullable InstanceUid uid,
            long agentCapabilities,
            long serverCapabilities,
            RemoteConfigStatus config,
            long heartbeat,
            int customMessages) {
        static Meaning of(SessionStatus status) {
            return new Meaning(
                    status.sender().instanceUid(),
                    status.terms().agentCapabilities(),
                    status.terms().serverCapabilities(),
                    status.reports().remoteConfig(),
                    status.terms().heartbeatInterval(),
                    status.waitingCustomMessages());
        }
    }
}
