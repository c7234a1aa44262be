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
     * The client is started; occurs once. Only changes of the agent's state may precede it.
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
     * The last {@link Effect.Persist} is done.
     *
     * @param state the state that was saved; the newest if there were several
     * @param saved whether the state survives a crash; also true if there is no store
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
     * The transport starts the work of the last {@link Effect.Connect} or {@link Effect.Send}: until now it was queued, and that time does
     * not count towards a timeout. Precedes the outcome; on HTTP it does not occur for {@code Connect}.
     */
    record WorkStarted(int connection) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.workStarted(connection);
        }
    }

    /** WebSocket: the message of the last {@link Effect.Send} is completely written. */
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

    /** A message arrived that cannot be decoded; on HTTP it is the answer to the last {@link Effect.Send}. */
    record Malformed(int connection, String what, int bytes) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.malformed(connection, what, bytes);
        }
    }

    /**
     * The attempt to connect, the exchange (HTTP) or the connection (WebSocket) failed.
     *
     * @param retryAfter the raw {@code Retry-After} header, if there was one; {@code wallTime} is the reference for its dates
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

    /** WebSocket: the connection was closed gracefully. */
    record Closed(int connection, int code, String reason) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.closed(connection, code, reason);
        }
    }

    /**
     * An event could not be handled, or an effect not be performed, because of a defect of this client. The session's current operation has
     * failed.
     */
    record HandlingFailed(ConnectionFailure failure) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.handlingFailed(failure);
        }
    }

    /** The time of the last {@link Effect.ArmTimer} has come. Has no effect at any other time. */
    record TimerFired() implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.timerFired();
        }
    }

    /** The user has changed the description of the agent. */
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

    /** The user sends a custom message; its outcome is reported under {@code ticket}. */
    record CustomMessageSubmitted(long ticket, CustomMessage message) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.customMessageSubmitted(ticket, message);
        }
    }

    /**
     * The user's answer to {@link Notice.RemoteConfigOffered}.
     *
     * @param generation the number of that offer
     * @param answer the outcome
     * @param effective the resulting effective configuration, if it is known
     */
    record RemoteConfigAnswered(
            long generation, Answer answer, @Nullable EffectiveConfig effective) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.remoteConfigAnswered(generation, answer, effective);
        }
    }

    /** Which settings of {@link Notice.ConnectionSettingsOffered} with that number are accepted. */
    record ConnectionSettingsAnswered(long generation, SettingsAnswer answer) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.connectionSettingsAnswered(generation, answer);
        }
    }

    /** The answer to {@link Effect.AskForDelay} of this number; null if there is no valid delay. */
    record DelayAnswered(long question, @Nullable Duration delay) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.delayAnswered(question, delay);
        }
    }

    /** A report about packages: what is installed, before {@link Started}, and then results of {@link Effect.PackageWork}. */
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

    /** The result of {@link Effect.CertificateWork}. */
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

    /** The client must end within {@code timeout}; {@link Effect.Terminated} follows. */
    record StopRequested(Duration timeout) implements Event {
        @Override
        public void deliverTo(Handler handler) {
            handler.stopRequested(timeout);
        }
    }

    /**
     * The progress of a remote configuration.
     *
     * @param progress the state of the work
     * @param reason why it failed; empty otherwise
     */
    record Answer(Progress progress, String reason) {
        /** The states of the work on a configuration. */
        public enum Progress {
            /** The work continues; another answer follows. */
            APPLYING,
            /** The agent runs with it. */
            APPLIED,
            /** The configuration failed. */
            FAILED
        }

        /** The agent runs with it. */
        public static final Answer APPLIED = new Answer(Progress.APPLIED, "");

        /** The work continues. */
        public static final Answer APPLYING = new Answer(Progress.APPLYING, "");

        /** The configuration failed. */
        public static Answer failed(String reason) {
            return new Answer(Progress.FAILED, reason);
        }
    }

    /**
     * The accepted part of offered connection settings.
     *
     * @param opamp whether the OpAMP settings are accepted and must be tried
     * @param telemetry the destinations of own telemetry that are in use
     * @param others the other connections that are in use, by name
     * @param problems why the rest is refused, one sentence each
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
