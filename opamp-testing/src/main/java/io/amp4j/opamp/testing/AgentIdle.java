package io.amp4j.opamp.testing;

import java.time.Duration;
import java.util.function.IntSupplier;

/**
 * Waits until an agent has nothing to do now, such as {@code client::awaitIdle} or {@code fleet::awaitIdle} of amp4j's client. What the server
 * has sent on a WebSocket and the agent has not read yet need not count.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AgentIdle {

    /**
     * Waits in real time.
     *
     * @param held how many exchanges the server holds back on purpose at this moment; so many may be under way
     * @return how many exchanges are under way
     * @throws RuntimeException if the agent still has something to do after {@code limit}; the message says what
     */
    int await(Duration limit, IntSupplier held);
}
