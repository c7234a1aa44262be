package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.AgentDescription;
import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.InstanceUid;
import io.amp4j.opamp.internal.codec.ServerMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a session depends on whether it has started: its connection, who it is, and what it saves, reads and sends. */
interface Activity {

    Phase phase();

    /** Returns whether there is a connection to the server, or there will be one. */
    boolean isRunning();

    /** Returns who the agent is; null while that is not known. */
    @Nullable
    InstanceUid uid();

    /** Returns the number of the last message. */
    long lastNumber();

    /** Does what the time has come for. */
    default void proceed(long now) {}

    default void persisted(ClientState state, boolean saved, long now) {}

    default void opened(int connection, long now) {}

    default void workStarted(int connection, long now) {}

    default void written(int connection, long now) {}

    default void received(int connection, ServerMessage message, int bytes, long now) {}

    default void malformed(int connection, String what, int bytes, long now) {}

    default void failed(
            int connection, ConnectionFailure failure, @Nullable String retryAfter, Instant wallTime, long now) {}

    default void closed(int connection, int code, String reason, long now) {}

    default void handlingFailed(ConnectionFailure failure, long now) {}

    default void delayAnswered(long question, @Nullable Duration delay, long now) {}

    default void connectionSettingsAnswered(long generation, Event.SettingsAnswer answer) {}

    default void certificateWanted() {}

    default void certificateReported(CertificateReport report, long now) {}

    default void restarted(long now) {}

    void stop(long timeout, long now);

    /** Returns what is reported of the agent that {@code description} describes. */
    default AgentDescription reported(AgentDescription description) {
        return description;
    }

    /** The effective configuration was read, or could not be. */
    default void effectiveConfigRead(boolean isKnown) {}

    /** Custom messages that waited cannot be sent any more. */
    default void undeliverable(List<CustomMessages.Waiting> messages, String reason) {}

    /** There is something to be said that is not state. */
    default void requestSend() {}

    /** What is saved has changed. */
    default void save() {}
}
