package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.internal.wire.AgentToServer;
import io.amp4j.opamp.internal.wire.ServerToAgent;

/** The generated classes of the messages. */
public final class WireClasses {
    private WireClasses() {}

    /**
     * Initializes them: that takes more than a hundred milliseconds in a new JVM, and nearly nothing from then on.
     *
     * @throws LinkageError if they do not fit the protobuf that is there
     */
    public static void load() {
        int size = AgentToServer.newBuilder().build().toByteArray().length
                + ServerToAgent.newBuilder().build().toByteArray().length;
        if (size != 0) {
            throw new IllegalStateException("an empty message has " + size + " bytes");
        }
    }
}
