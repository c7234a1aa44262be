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

/** The parts of a session that depend on whether it has started: its connection, its identity, and what it saves, reads and sends. */
interface Activity {

    Phase phase();

    /** Returns whether there is a connection to the server, or one will be opened. */
    boolean isRunning();

    /** Returns the instance uid; null while it is not known. */
    @Nullable
    InstanceUid uid();

    /** Returns the number of the last message. */
    long lastNumber();

    /** Performs what is due. */
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

    /** Returns the description to report for {@code description}. */
    default AgentDescription reported(AgentDescription description) {
        return description;
    }

    /** Called when the effective configuration was read, or could not be read. */
    default void effectiveConfigRead(boolean isKnown) {}

    /** Called when queued custom messages cannot be sent any more. */
    default void undeliverable(List<CustomMessages.Waiting> messages, String reason) {}

    /** Called when there is something to send that is not state. */
    default void requestSend() {}

    /** Called when the state to save has changed. */
    default void save() {}
}
