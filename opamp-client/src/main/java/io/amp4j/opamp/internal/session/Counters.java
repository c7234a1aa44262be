package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.ConnectionFailure;
import org.jspecify.annotations.Nullable;

/** The counters of a session. */
final class Counters {
    long attempts;
    long failedAttempts;
    long connections;
    long sentMessages;
    long sentBytes;
    long receivedMessages;
    long receivedBytes;
    long malformedMessages;
    long discardedMessages;
    long throttles;
    long latency;

    @Nullable
    ConnectionFailure lastFailure;

    SessionStatus.Attempts attempts() {
        return new SessionStatus.Attempts(attempts, failedAttempts, connections, throttles, latency, lastFailure);
    }

    SessionStatus.Traffic traffic() {
        return new SessionStatus.Traffic(
                sentMessages, sentBytes, receivedMessages, receivedBytes, malformedMessages, discardedMessages);
    }
}
