package io.amp4j.opamp.simulation;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.Bytes;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.Hash;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.RemoteConfig;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.opamp.ServerError;
import io.amp4j.opamp.internal.codec.AgentMessage;
import io.amp4j.opamp.internal.codec.ServerMessage;
import io.amp4j.opamp.internal.session.CertificateTask;
import io.amp4j.opamp.internal.session.Effect;
import io.amp4j.opamp.internal.session.Event;
import io.amp4j.opamp.internal.session.Notice;
import io.amp4j.opamp.internal.session.PackageTask;
import io.amp4j.opamp.internal.session.Session;
import io.amp4j.opamp.internal.session.SessionConfig;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One agent: its true state, its disk, and the session of its current life. Performs the session's effects and holds it to what must
 * never happen.
 */
final class SimulatedAgent {
    final int number;
    private final boolean programHttp;
    boolean http;
    private final boolean returnsToBootstrap;
    private final boolean hasStore;
    private final boolean hasBackoffFunction;
    private final SimulatedCertificates certificates;
    private final Timeline timeline;
    private final SplittableRandom random;
    private final SimulatedNetwork network;
    private final @Nullable SimulatedPackages packages;

    /** How long a backoff function may take, from the failure on. */
    private static final long ANSWER_TIMEOUT = seconds(5);

    private Session session;
    private int life;
    private long timer;
    private @Nullable ClientState disk;
    private final Map<InstanceUid, Long> lastNumbers = new HashMap<>();

    // What is true of the agent, whatever the server believes.
    AgentDescription description;
    ComponentHealth health = Worlds.health(0);
    EffectiveConfig effective = Worlds.effective(0);
    AvailableComponents components = Worlds.components(0);
    private int version;
    private long laneBusyUntil;
    private long diskBusyUntil;

    // What the invariants are about.
    private int liveConnection = -1;
    private int lastConnection = -1;
    private boolean sendOutstanding;
    private final Map<String, Long> throttledUntil = new HashMap<>();
    private ConnectionSettings settings = ConnectionSettings.NONE;
    private final Set<ConnectionSettings> worked = new HashSet<>(Set.of(ConnectionSettings.NONE));
    private @Nullable ConnectionSettings accepted;
    private long undecidedUntil = Long.MIN_VALUE;
    private long decidedUntil = Long.MIN_VALUE;
    private long question;
    private int customMessages;
    private final Map<Long, String> openTickets = new HashMap<>();
    private final Map<String, String> fates = new HashMap<>();
    private final Set<Hash> applying = new HashSet<>();
    private final Set<Hash> interrupted = new HashSet<>();
    boolean goodbyeSent;
    boolean terminated;

    SimulatedAgent(int number, Timeline timeline, SplittableRandom random, ModelServer server, FaultSource faults) {
        this.number = number;
        this.timeline = timeline;
        this.random = random;
        this.programHttp = random.nextBoolean();
        this.http = programHttp;
        this.returnsToBootstrap = random.nextBoolean();
        this.hasStore = random.nextBoolean();
        this.hasBackoffFunction = random.nextBoolean();
        this.certificates = new SimulatedCertificates(this, timeline, random, hasStore);
        this.description = Worlds.description(number, 0);
        this.network = new SimulatedNetwork(this, timeline, random.split(), server, faults);
        this.packages =
                random.nextInt(3) == 0 ? new SimulatedPackages(this, timeline, random.split(), faults, hasStore) : null;
        this.session = new Session(config(), random.split());
    }

    private SessionConfig config() {
        return Worlds.config(
                programHttp,
                number,
                hasBackoffFunction,
                returnsToBootstrap,
                certificates.policy(),
                packages == null ? null : packages.terms());
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedCertificates certificates() {
        return certificates;
    }

    /** Null if it takes none. */
    @Nullable
    SimulatedPackages packages() {
        return packages;
    }

    @Nullable
    InstanceUid uid() {
        return session.status().sender().instanceUid();
    }

    long lastNumber() {
        return session.status().sender().sequenceNumber();
    }

    void start() {
        if (packages != null) {
            packages.start();
        }
        on(new Event.Started(wallTime(), hasStore ? disk : null));
        if (packages != null) {
            packages.started();
        }
    }

    /** The process dies, with everything that is not on the disk, and comes back after a while. */
    void crash() {
        timeline.note(number, "crashes");
        life++;
        timer++;
        network.processDied();
        if (packages != null) {
            packages.processDied(hasStore && disk != null ? disk.packages() : Bytes.EMPTY);
        }
        diskBusyUntil = 0;
        liveConnection = -1;
        sendOutstanding = false;
        goodbyeSent = false;
        laneBusyUntil = 0;
        throttledUntil.clear();
        accepted = null;
        undecidedUntil = Long.MIN_VALUE;
        decidedUntil = Long.MIN_VALUE;
        openTickets.clear();
        interrupted.addAll(applying);
        if (disk != null && disk.remoteConfigStatus().status() == RemoteConfigStatus.Status.APPLYING) {
            interrupted.add(disk.remoteConfigStatus().hash()); // it was applied, and nobody will ever know
        }
        applying.clear();
        // A process starts with what its program says: the description, health and components of its beginning.
        description = Worlds.description(number, 0);
        health = Worlds.health(0);
        effective = Worlds.effective(0);
        components = Worlds.components(0);
        session = new Session(config(), random.split());
        int reborn = life;
        timeline.in(seconds(random.nextInt(60)), () -> {
            if (life == reborn) {
                start();
            }
        });
    }

    void stop() {
        on(new Event.StopRequested(Duration.ofSeconds(5)));
    }

    /** The user changes something. */
    void change() {
        version++;
        switch (random.nextInt(6)) {
            case 0 -> {
                description = Worlds.description(number, version);
                on(new Event.DescriptionChanged(description));
            }
            case 1 -> {
                components = Worlds.components(version);
                on(new Event.ComponentsChanged(components));
            }
            case 2 -> {
                String content = number + "/" + life + "/" + customMessages++;
                long ticket = customMessages;
                openTickets.put(ticket, content);
                on(new Event.CustomMessageSubmitted(
                        ticket, CustomMessage.of(Worlds.CUSTOM_NAME, "note", Bytes.utf8(content))));
            }
            default -> {
                health = Worlds.health(version);
                on(new Event.HealthChanged(health));
            }
        }
    }

    /** Takes an event of this life and performs what comes of it. */
    void on(Event event) {
        List<Effect> effects = session.on(event, timeline.now());
        check(effects.size() < 200, "one event has " + effects.size() + " effects");
        check(session.status().waitingCustomMessages() <= Worlds.CUSTOM_QUEUE, "custom messages pile up");
        Performer performer = new Performer();
        for (Effect effect : effects) {
            timeline.note(number, effect.toString());
            if (effect instanceof Effect.Send send) {
                performer.send(send);
            } else {
                effect.performBy(performer);
            }
        }
    }

    /** Does something later, unless the process has died by then. */
    void later(long nanos, Runnable what) {
        int current = life;
        timeline.in(nanos, () -> {
            if (life == current) {
                what.run();
            }
        });
    }

    /** The user's code takes this long for something, and does one thing after the other. */
    private void onLane(long nanos, Runnable what) {
        laneBusyUntil = Math.max(laneBusyUntil, timeline.now()) + nanos;
        later(laneBusyUntil - timeline.now(), what);
    }

    /** An event of a connection comes; it may be late, and about a connection that is no more. */
    void onNetwork(int connection, boolean ends, boolean answers, long retryAfter, Event event) {
        timeline.note(number, event.getClass().getSimpleName() + " on " + connection);
        if (connection == liveConnection) {
            if (event instanceof Event.Received received && received.message().error() == null) {
                worked.add(settings);
                // Its goodbye got through after all, so there is no failure any more to wait after.
                undecidedUntil = Long.MIN_VALUE;
                decidedUntil = Long.MIN_VALUE;
                question = -1;
            }
            sendOutstanding &= !answers && !ends;
            if (ends) {
                liveConnection = -1;
            }
            if (retryAfter > 0) {
                long longest = Worlds.LONGEST_THROTTLE.toNanos();
                throttledUntil.merge(endpoint(), timeline.now() + Math.min(retryAfter, longest), Math::max);
            }
        }
        on(event);
    }

    String endpoint() {
        return settings.endpoint();
    }

    private boolean isThrottled() {
        return timeline.now() < throttledUntil.getOrDefault(endpoint(), Long.MIN_VALUE);
    }

    boolean isAlive(int connection) {
        return connection == liveConnection;
    }

    Instant wallTime() {
        // Wall clocks are set, now and then: by up to an hour to either side.
        long shift = random.nextInt(10) == 0 ? random.nextInt(-3600, 3600) : 0;
        return Instant.parse("2026-01-01T00:00:00Z").plusNanos(timeline.now()).plusSeconds(shift);
    }

    static long seconds(long seconds) {
        return seconds * 1_000_000_000L;
    }

    static long millis(long millis) {
        return millis * 1_000_000L;
    }

    void check(boolean holds, String violation) {
        if (!holds) {
            throw new AssertionError("agent " + number + ": " + violation);
        }
    }

    /** Whether a process of this agent once died while it applied that configuration: its successor leaves it alone. */
    boolean diedApplying(Hash config) {
        return hasStore && interrupted.contains(config);
    }

    /** Tells what became of the custom messages of all lives: content to fate. */
    Map<String, String> fates() {
        return fates;
    }

    /** Those of the current life of which nothing was told yet. */
    int openTickets() {
        return openTickets.size();
    }

    /** Returns what a process finds that starts now. */
    @Nullable
    ClientState disk() {
        return disk;
    }

    int life() {
        return life;
    }

    private @Nullable ConnectionSettings candidateOnDisk() {
        return disk == null ? null : disk.connections().candidate().orElse(null);
    }

    /** Whether settings that worked say so of others: they differ in their name alone. */
    private static boolean isSameWay(ConnectionSettings one, ConnectionSettings other) {
        return one.endpoint().equals(other.endpoint())
                && one.headers().equals(other.headers())
                && one.clientCertificate().equals(other.clientCertificate());
    }

    private final class Performer implements Effect.Handler, Notice.Handler {
        @Override
        public void packageWork(PackageTask task) {
            SimulatedPackages worker = packages;
            check(worker != null, "takes packages");
            if (worker != null) {
                // What was to be saved before is saved first.
                later(hasStore ? Math.max(0, diskBusyUntil - timeline.now()) : 0, () -> task.performBy(worker));
            }
        }

        @Override
        public void certificateWork(CertificateTask task) {
            task.performBy(certificates);
        }

        @Override
        public void connect(int connection, ConnectionSettings to) {
            check(liveConnection < 0, "connects (" + connection + ") with connection " + liveConnection + " alive");
            check(
                    worked.contains(to) || to.equals(accepted) || to.equals(candidateOnDisk()),
                    "connects to " + to.endpoint() + ", which never worked and nobody accepted");
            if (!to.equals(settings)) {
                if (!worked.contains(to)) {
                    check(!hasStore || to.equals(candidateOnDisk()), "tries what is not on its disk");
                    if (!to.endpoint().equals(endpoint())) {
                        throttledUntil.remove(to.endpoint());
                    }
                }
                settings = to;
                http = to.endpoint().isEmpty() ? programHttp : to.endpoint().startsWith("http");
                undecidedUntil = Long.MIN_VALUE;
                decidedUntil = Long.MIN_VALUE;
                question = -1;
            }
            certificates.check(to);
            check(!isThrottled(), "connects during a throttle");
            checkDelay("connects");
            check(connection > lastConnection || life > 0, "uses a connection number twice");
            lastConnection = connection;
            liveConnection = connection;
            sendOutstanding = false;
            // A WebSocket that the agent closes gets its goodbye; the next one starts anew.
            goodbyeSent = false;
            network.connect(connection);
        }

        @Override
        public void send(int connection, InstanceUid instanceUid, byte[] encoded) {
            throw new AssertionError("performed by the message");
        }

        void send(Effect.Send send) {
            AgentMessage message = send.message();
            certificates.check(message);
            if (packages != null && message.packageStatuses() != null) {
                packages.reported(message.packageStatuses());
            }
            check(
                    send.connection() == liveConnection,
                    "sends on connection " + send.connection() + ", which is not alive");
            check(!sendOutstanding, "sends while a message is outstanding");
            check(!isThrottled() || message.isDisconnect(), "sends during a throttle");
            if (!message.isDisconnect()) {
                checkDelay("sends");
            }
            // One that was lost is said once more.
            check(!goodbyeSent || message.isDisconnect(), "sends after its goodbye");
            long last = lastNumbers.getOrDefault(message.instanceUid(), 0L);
            check(
                    Long.compareUnsigned(message.sequenceNumber(), last) > 0,
                    "uses number " + message.sequenceNumber() + " after " + last);
            lastNumbers.put(message.instanceUid(), message.sequenceNumber());
            sendOutstanding = true;
            goodbyeSent = message.isDisconnect();
            network.send(send.connection(), message);
        }

        @Override
        public void close(int connection, int code, String reason) {
            network.close(connection, code);
        }

        @Override
        public void abort(int connection) {
            if (connection == liveConnection) {
                liveConnection = -1;
                sendOutstanding = false;
            }
            network.abort(connection);
        }

        @Override
        public void armTimer(long at) {
            long armed = ++timer;
            if (at < Long.MAX_VALUE) {
                timeline.at(at, () -> {
                    if (timer == armed) {
                        on(new Event.TimerFired());
                    }
                });
            }
        }

        @Override
        public void persist(ClientState state) {
            check(
                    worked.contains(state.connections().current()),
                    "would be left without settings that worked: "
                            + state.connections().current().endpoint());
            if (packages != null) {
                packages.saving(state.packages());
            }
            // One disk, so one state after the other.
            diskBusyUntil = Math.max(diskBusyUntil, timeline.now()) + millis(random.nextInt(50));
            later(diskBusyUntil - timeline.now(), () -> {
                disk = state;
                on(new Event.Persisted(state, true));
            });
        }

        @Override
        public void readEffectiveConfig() {
            onLane(millis(random.nextInt(50)), () -> on(new Event.EffectiveConfigChanged(effective)));
        }

        /** The function of a user: quick mostly, now and then without a usable answer, slow, or hanging. */
        @Override
        public void askForDelay(Effect.AskForDelay asked) {
            long failedAt = timeline.now();
            long limit = failedAt + ANSWER_TIMEOUT;
            undecidedUntil = limit;
            question = asked.question();
            decidedUntil = Long.MIN_VALUE;
            if (random.nextInt(10) == 0) {
                return;
            }
            Duration delay = random.nextInt(5) == 0 ? null : Duration.ofMillis(random.nextInt(120_000));
            onLane(random.nextInt(5) == 0 ? seconds(random.nextInt(20)) : millis(random.nextInt(50)), () -> {
                boolean inTime = asked.question() == question && timeline.now() < limit;
                if (inTime) {
                    undecidedUntil = Long.MIN_VALUE;
                    decidedUntil = delay == null ? Long.MIN_VALUE : failedAt + delay.toNanos();
                }
                on(new Event.DelayAnswered(asked.question(), delay));
            });
        }

        private void checkDelay(String does) {
            check(timeline.now() >= undecidedUntil, does + " before the backoff function has answered");
            check(timeline.now() >= decidedUntil, does + " earlier than the backoff function says");
        }

        @Override
        public void tell(Notice notice) {
            notice.tellTo(this);
        }

        @Override
        public void terminated() {
            terminated = true;
            liveConnection = -1;
        }

        @Override
        public void remoteConfigOffered(long generation, RemoteConfig config, @Nullable RemoteConfig lastGood) {
            boolean slow = random.nextInt(5) == 0;
            applying.add(config.hash());
            onLane(slow ? seconds(random.nextInt(90)) : millis(random.nextInt(300)), () -> {
                applying.remove(config.hash());
                effective = ModelServer.effective(config);
                on(new Event.RemoteConfigAnswered(generation, Event.Answer.APPLIED, effective));
            });
        }

        @Override
        public void customMessageDelivered(long ticket) {
            ended(ticket, "delivered");
        }

        @Override
        public void customMessageFailed(long ticket, String reason) {
            ended(ticket, "failed");
        }

        private void ended(long ticket, String fate) {
            String content = openTickets.remove(ticket);
            check(content != null, "tells the fate of custom message " + ticket + " twice");
            if (content != null) {
                fates.put(content, fate.equals("delivered") && !http ? "written" : fate);
            }
        }

        @Override
        public void connectionSettingsOffered(long generation, SettingsQuestion question) {
            String certificate = question.candidate().clientCertificate().orElse("");
            boolean fits = certificate.isEmpty()
                    || CertificateOffice.belongTogether(
                            certificate, question.candidate().clientKey().orElse(""));
            boolean takes = fits && random.nextInt(5) > 0;
            onLane(random.nextInt(5) == 0 ? seconds(random.nextInt(60)) : millis(random.nextInt(200)), () -> {
                if (takes) {
                    accepted = question.candidate();
                    if (isSameWay(question.current(), question.candidate())) {
                        worked.add(question.candidate());
                    }
                }
                on(new Event.ConnectionSettingsAnswered(
                        generation,
                        new Event.SettingsAnswer(takes, Map.of(), Map.of(), takes ? List.of() : List.of("not now"))));
            });
        }

        @Override
        public void connectionsRestored(SettingsQuestion accepted) {}

        @Override
        public void restartRequested() {
            later(millis(100), () -> on(new Event.Restarted()));
        }

        @Override
        public void connected() {}

        @Override
        public void connectFailed(ConnectionFailure failure) {}

        @Override
        public void disconnected(ConnectionFailure failure) {}

        @Override
        public void errorReceived(ServerError error) {}

        @Override
        public void messageReceived(ServerMessage message, int bytes) {}

        @Override
        public void customMessageReceived(CustomMessage message) {}

        @Override
        public void instanceUidAssigned(InstanceUid instanceUid) {}

        @Override
        public void certificateRefused(String reason) {}

        @Override
        public void warning(String text) {}
    }
}
