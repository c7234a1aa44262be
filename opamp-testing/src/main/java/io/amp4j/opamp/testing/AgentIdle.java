package io.amp4j.opamp.testing;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Waits until an agent is idle, such as {@code client::awaitIdle} or {@code fleet::awaitIdle} of amp4j's client. Messages that the server
 * has sent on a WebSocket and the agent has not read yet need not be considered.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AgentIdle {

    /**
     * Waits in real time.
     *
     * @param held how many exchanges the server holds back on purpose at this moment; that many may be in progress
     * @return how many exchanges are in progress
     * @throws RuntimeException if the agent is not idle after {@code limit}; the message says what is still in progress
     */
    int await(Duration limit, IntSupplier held);
}
