package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.AvailableComponents;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ComponentHealth;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.CustomCapabilities;
import io.amp4j.opamp.CustomMessage;
import io.amp4j.opamp.EffectiveConfig;
import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a {@link Session}. Events of a connection carry the number from {@link Effect.Connect}; those of a
 * connection that is no longer the current one are ignored.
 */
public sealed interface Event {

    /** Calls the method of {@code handler} for this kind of event. */
    void deliverTo(Handler handler);

    /**
     * The client is started; comes once. Before it only changes may come.
     *
     * @param wallTime the time in a new instance uid
     * @param restored what an earlier process saved, if anything
     */
    record Started(Instant wallTime, @Nullable ClientState restored) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.started(wallTime, restored);
        }
    }

    /**
     * The last {@link Effect.Persist} is through.
     *
     * @param state which state it was, of several the newest
     * @param saved whether a crash does not lose it; also true if there is nowhere to save it
     */
    record Persisted(ClientState state, boolean saved) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.persisted(state, saved);
        }
    }

    /** The connection can be used. */
    record Opened(int connection) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.opened(connection);
        }
    }

    /**
     * The transport begins with the last {@link Effect.Connect} or {@link Effect.Send}: until now it waited for its turn, which is nobody's
     * failure. Comes before the outcome; on HTTP there is none for {@code Connect}.
     */
    record WorkStarted(int connection) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.workStarted(connection);
        }
    }

    /** WebSocket: the message of the last {@link Effect.Send} is wholly written. */
    record Written(int connection) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.written(connection);
        }
    }

    /** A message arrived; on HTTP it is the answer to the last {@link Effect.Send}. */
    record Received(int connection, ServerMessage message, int bytes) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.received(connection, message, bytes);
        }
    }

    /** Something arrived that is no message; on HTTP it is the answer to the last {@link Effect.Send}. */
    record Malformed(int connection, String what, int bytes) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.malformed(connection, what, bytes);
        }
    }

    /**
     * The attempt to connect, the exchange (HTTP) or the connection (WebSocket) failed.
     *
     * @param retryAfter the raw {@code Retry-After} header, if there was one; {@code wallTime} is what its dates are measured against
     */
    record Failed(
            int connection,
            ConnectionFailure failure,
            @Nullable String retryAfter,
            Instant wallTime) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.failed(connection, failure, retryAfter, wallTime);
        }
    }

    /** WebSocket: the connection ended in order. */
    record Closed(int connection, int code, String reason) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.closed(connection, code, reason);
        }
    }

    /** An event could not be handled, or an effect not be performed, through a fault of this client. What the session was about failed. */
    record HandlingFailed(ConnectionFailure failure) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.handlingFailed(failure);
        }
    }

    /** The time of the last {@link Effect.ArmTimer} has come. Harmless at any other time. */
    record TimerFired() implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.timerFired();
        }
    }

    /** The user has another description of the agent. */
    record DescriptionChanged(AgentDescription description) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.descriptionChanged(description);
        }
    }

    /** The health of the agent changed. */
    record HealthChanged(ComponentHealth health) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.healthChanged(health);
        }
    }

    /** The effective configuration, null if it could not be read just now. Also answers {@link Effect.ReadEffectiveConfig}. */
    record EffectiveConfigChanged(@Nullable EffectiveConfig config) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.effectiveConfigChanged(config);
        }
    }

    /** The agent has other components. */
    record ComponentsChanged(AvailableComponents components) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.componentsChanged(components);
        }
    }

    /** The agent has other custom capabilities. */
    record CustomCapabilitiesChanged(CustomCapabilities capabilities) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.customCapabilitiesChanged(capabilities);
        }
    }

    /** The agent has other capabilities, as bits of {@link io.amp4j.opamp.AgentCapability}. */
    record CapabilitiesChanged(long mask) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.capabilitiesChanged(mask);
        }
    }

    /** The user wants another heartbeat interval. */
    record HeartbeatChanged(Duration interval) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.heartbeatChanged(interval);
        }
    }

    /** The user sends a custom message; its fate is told under {@code ticket}. */
    record CustomMessageSubmitted(long ticket, CustomMessage message) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.customMessageSubmitted(ticket, message);
        }
    }

    /**
     * The user's word on {@link Notice.RemoteConfigOffered}.
     *
     * @param generation the number of that offer
     * @param answer what became of it
     * @param effective the effective configuration that came of it, if it is known
     */
    record RemoteConfigAnswered(
            long generation, Answer answer, @Nullable EffectiveConfig effective) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.remoteConfigAnswered(generation, answer, effective);
        }
    }

    /** What is taken of the settings of {@link Notice.ConnectionSettingsOffered} with that number. */
    record ConnectionSettingsAnswered(long generation, SettingsAnswer answer) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.connectionSettingsAnswered(generation, answer);
        }
    }

    /** The answer to {@link Effect.AskForDelay} of this number; null if there is none that can be used. */
    record DelayAnswered(long question, @Nullable Duration delay) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.delayAnswered(question, delay);
        }
    }

    /** Something about packages: what is installed, before {@link Started}, and then answers to {@link Effect.PackageWork}. */
    record PackagesReported(PackageReport report) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.packagesReported(report);
        }
    }

    /** The user wants a new client certificate. */
    record CertificateWanted() implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.certificateWanted();
        }
    }

    /** Answers {@link Effect.CertificateWork}. */
    record CertificateReported(CertificateReport report) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.certificateReported(report);
        }
    }

    /** The user's restart hook has returned. */
    record Restarted() implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.restarted();
        }
    }

    /** The client is to end within {@code timeout}; {@link Effect.Terminated} follows. */
    record StopRequested(Duration timeout) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.stopRequested(timeout);
        }
    }

    /**
     * How far a remote configuration is.
     *
     * @param progress the state of the work
     * @param reason why it failed; empty otherwise
     */
    record Answer(Progress progress, String reason) {
        /** The states of the work on a configuration. */
        public enum Progress {
            /** It goes on; another answer follows. */
            APPLYING,
            /** The agent runs with it. */
            APPLIED,
            /** It did not work. */
            FAILED
        }

        /** The agent runs with it. */
        public static final Answer APPLIED = new Answer(Progress.APPLIED, "");

        /** The work goes on. */
        public static final Answer APPLYING = new Answer(Progress.APPLYING, "");

        /** It did not work. */
        public static Answer failed(String reason) {
            return new Answer(Progress.FAILED, reason);
        }
    }

    /**
     * What is taken of offered connection settings.
     *
     * @param opamp whether those of OpAMP are to be tried
     * @param telemetry the destinations of own telemetry that are in use
     * @param others the other connections that are in use, by name
     * @param problems why the rest is not, one sentence each
     */
    record SettingsAnswer(
            boolean opamp,
            Map<Signal, ConnectionSettings> telemetry,
            Map<String, ConnectionSettings> others,
            List<String> problems) {
        public SettingsAnswer {
            telemetry = Map.copyOf(telemetry);
            others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
            problems = List.copyOf(problems);
        }
    }

    /** One method for each kind of event. */
    interface Handler {
        void started(Instant wallTime, @Nullable ClientState restored);

        void persisted(ClientState state, boolean saved);

        void opened(int connection);

        void workStarted(int connection);

        void written(int connection);

        void received(int connection, ServerMessage message, int bytes);

        void malformed(int connection, String what, int bytes);

        void failed(int connection, ConnectionFailure failure, @Nullable String retryAfter, Instant wallTime);

        void closed(int connection, int code, String reason);

        void handlingFailed(ConnectionFailure failure);

        void timerFired();

        void descriptionChanged(AgentDescription description);

        void healthChanged(ComponentHealth health);

        void effectiveConfigChanged(@Nullable EffectiveConfig config);

        void componentsChanged(AvailableComponents components);

        void customCapabilitiesChanged(CustomCapabilities capabilities);

        void capabilitiesChanged(long mask);

        void heartbeatChanged(Duration interval);

        void customMessageSubmitted(long ticket, CustomMessage message);

        void remoteConfigAnswered(long generation, Answer answer, @Nullable EffectiveConfig effective);

        void connectionSettingsAnswered(long generation, SettingsAnswer answer);

        void delayAnswered(long question, @Nullable Duration delay);

        void packagesReported(PackageReport report);

        void certificateWanted();

        void certificateReported(CertificateReport report);

        void restarted();

        void stopRequested(Duration timeout);
    }
}
