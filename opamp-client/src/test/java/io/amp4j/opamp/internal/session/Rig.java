package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.AgentCapability;
import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ConnectionOffer;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.codec.SettingsOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Drives one session with plain values: plays the engine, the transport and the user, in a time of its own. */
final class Rig {

    static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");
    static final AgentDescription DESCRIPTION = AgentDescription.of("checkout", "1.4.0");
    static final long ALL_SERVER_CAPABILITIES = 0x7F;

    final Session session;
    final List<Effect> effects = new ArrayList<>();
    final List<AgentMessage> sent = new ArrayList<>();
    final List<Notice> notices = new ArrayList<>();
    final List<Integer> connects = new ArrayList<>();

    @Nullable
    ClientState saved;

    boolean terminated;
    long now;
    int connection;
    private final boolean isProgramHttp;
    private boolean isHttp;
    private boolean failsToSave;
    private boolean holdsSaves;
    private @Nullable ClientState held;
    private long armed = Long.MAX_VALUE;
    private boolean sendOutstanding;
    private boolean holdsWork;

    Rig(SessionConfig config, long seed) {
        isProgramHttp = config.http();
        isHttp = isProgramHttp;
        session = new Session(config, new SplittableRandom(seed));
    }

    static Rig http() {
        return http(UnaryOperator.identity());
    }

    static Rig http(UnaryOperator<SessionConfig.Builder> change) {
        return new Rig(change.apply(config(true)).build(), 1);
    }

    static Rig webSocket() {
        return webSocket(UnaryOperator.identity());
    }

    static Rig webSocket(UnaryOperator<SessionConfig.Builder> change) {
        return new Rig(change.apply(config(false)).build(), 1);
    }

    static SessionConfig.Builder config(boolean http) {
        return SessionConfig.builder(http, DESCRIPTION)
                .firstHeartbeatSpread(0)
                .capabilities(AgentCapability.mask(List.of(
                        AgentCapability.REPORTS_STATUS,
                        AgentCapability.REPORTS_HEARTBEAT,
                        AgentCapability.ACCEPTS_REMOTE_CONFIG,
                        AgentCapability.REPORTS_REMOTE_CONFIG,
                        AgentCapability.REPORTS_EFFECTIVE_CONFIG,
                        AgentCapability.REPORTS_HEALTH,
                        AgentCapability.REPORTS_AVAILABLE_COMPONENTS,
                        AgentCapability.ACCEPTS_RESTART_COMMAND)));
    }

    Rig on(Event event) {
        sendOutstanding &= !(event instanceof Event.Written
                || event instanceof Event.Failed
                || event instanceof Event.Closed
                || (isHttp && (event instanceof Event.Received || event instanceof Event.Malformed)));
        List<Effect> fresh = session.on(event, now);
        effects.addAll(fresh);
        ClientState toSave = null;
        boolean begins = false;
        for (Effect effect : fresh) {
            if (effect instanceof Effect.ArmTimer timer) {
                armed = timer.at();
            } else if (effect instanceof Effect.Connect connect) {
                connection = connect.connection();
                connects.add(connection);
                String endpoint = connect.settings().endpoint();
                isHttp = endpoint.isEmpty() ? isProgramHttp : endpoint.startsWith("http");
                begins = !isHttp;
            } else if (effect instanceof Effect.Send send) {
                sent.add(send.message());
                sendOutstanding = true;
                begins = true;
            } else if (effect instanceof Effect.Notify notify) {
                notices.add(notify.notice());
            } else if (effect instanceof Effect.Persist persist) {
                toSave = persist.state();
            } else if (effect instanceof Effect.Terminated) {
                terminated = true;
            }
        }
        if (begins && !holdsWork) {
            begin();
        }
        if (toSave == null) {
            return this;
        }
        if (holdsSaves) {
            held = toSave;
            return this;
        }
        saved = failsToSave ? saved : toSave;
        return on(new Event.Persisted(toSave, !failsToSave));
    }

    /** From now on the disk is slow: nothing is saved before {@link #finishSaves}. */
    Rig holdSaves() {
        holdsSaves = true;
        return this;
    }

    Rig finishSaves() {
        holdsSaves = false;
        saved = Objects.requireNonNull(held, "there was nothing to save");
        return on(new Event.Persisted(saved, true));
    }

    /** Starts and opens the first connection, so that the first report is on its way. */
    Rig started() {
        return started(null);
    }

    Rig started(@Nullable ClientState restored) {
        return on(new Event.Started(WALL, restored)).open();
    }

    /** Starts and lets the server accept the first report. */
    Rig connected() {
        started();
        return isHttp() ? reply() : written().reply();
    }

    /** Returns whether a message is neither written nor answered. */
    boolean isSendOutstanding() {
        return sendOutstanding;
    }

    /** WebSocket: the message is written. On HTTP its answer is all that is to come. */
    Rig takeSend() {
        return isHttp() || !sendOutstanding ? this : written();
    }

    boolean isHttp() {
        return isHttp;
    }

    Rig open() {
        return on(new Event.Opened(connection));
    }

    /** From now on the transport has no thread to spare: what it is told to do begins with {@link #begin}. */
    Rig holdWork() {
        holdsWork = true;
        return this;
    }

    /** From now on the disk is full. */
    Rig failToSave() {
        failsToSave = true;
        return this;
    }

    Rig begin() {
        return on(new Event.WorkStarted(connection));
    }

    Rig written() {
        return on(new Event.Written(connection));
    }

    Rig reply() {
        return reply(UnaryOperator.identity());
    }

    Rig reply(UnaryOperator<ServerMessage.Builder> change) {
        ServerMessage.Builder message = ServerMessage.builder(uid().toBytes()).capabilities(ALL_SERVER_CAPABILITIES);
        return on(new Event.Received(connection, change.apply(message).build(), 20));
    }

    Rig replyError(ServerError error) {
        return reply(message -> message.capabilities(0).error(error));
    }

    Rig offer(String hash, String file) {
        return reply(message -> message.remoteConfig(config(hash, file)));
    }

    static RemoteConfig config(String hash, String content) {
        return RemoteConfig.of(Map.of("", io.amp4j.opamp.ConfigFile.yaml(content)), hash(hash));
    }

    /** Returns an offer of nothing but a heartbeat interval. */
    static SettingsOffer heartbeatOffer(Duration interval) {
        ConnectionOffer same = new ConnectionOffer("", null, null, null, null);
        return new SettingsOffer(hash("s"), new SettingsOffer.Opamp(same, interval), null, null, null, Map.of());
    }

    static Hash hash(String text) {
        return new Hash(Bytes.utf8(text));
    }

    Rig answer(Event.Answer answer) {
        return on(new Event.RemoteConfigAnswered(
                last(Notice.RemoteConfigOffered.class).generation(), answer, null));
    }

    Rig fail(ConnectionFailure.Kind kind) {
        return fail(kind, 0, null);
    }

    Rig failWithStatus(int status, @Nullable String retryAfter) {
        return fail(ConnectionFailure.Kind.HTTP_STATUS, status, retryAfter);
    }

    private Rig fail(ConnectionFailure.Kind kind, int status, @Nullable String retryAfter) {
        ConnectionFailure failure =
                ConnectionFailure.of(kind, "it failed", null).withHttpStatus(status);
        return on(new Event.Failed(connection, failure, retryAfter, WALL.plusNanos(now)));
    }

    Rig close(int code) {
        return on(new Event.Closed(connection, code, ""));
    }

    /** Lets time pass; the timer fires whenever it is due. */
    Rig advance(Duration by) {
        long target = now + by.toNanos();
        for (int i = 0; armed <= target; i++) {
            assertThat(i).as("timers without end").isLessThan(100_000);
            now = Math.max(now, armed);
            armed = Long.MAX_VALUE;
            on(new Event.TimerFired());
        }
        now = target;
        return this;
    }

    Rig advanceSeconds(long seconds) {
        return advance(Duration.ofSeconds(seconds));
    }

    ClientState saved() {
        return Objects.requireNonNull(saved, "nothing was saved");
    }

    InstanceUid uid() {
        return Optional.ofNullable(session.status().sender().instanceUid()).orElseThrow();
    }

    AgentMessage lastSent() {
        return sent.get(sent.size() - 1);
    }

    /** Returns what was last said of the remote configuration. */
    @Nullable
    RemoteConfigStatus lastStatus() {
        return sent.stream()
                .map(AgentMessage::remoteConfigStatus)
                .filter(Objects::nonNull)
                .reduce(null, (before, after) -> after);
    }

    <N extends Notice> List<N> told(Class<N> kind) {
        return notices.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <N extends Notice> N last(Class<N> kind) {
        List<N> all = told(kind);
        assertThat(all).as(kind.getSimpleName()).isNotEmpty();
        return all.get(all.size() - 1);
    }

    <E extends Effect> List<E> done(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
