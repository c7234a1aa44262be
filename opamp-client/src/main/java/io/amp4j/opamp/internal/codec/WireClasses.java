package io.amp4j.opamp.internal.codec;

import io.amp4j.opamp.internal.wire.AgentToServer;
import io.amp4j.opamp.internal.wire.ServerToAgent;

/** The generated classes of the messages. */
public final class WireClasses {
    private WireClasses() {}

    /**
     * Initializes these classes, which takes more than a hundred milliseconds in a new JVM.
     *
     * @throws LinkageError if they do not match the protobuf library on the class path
     */
    public static void load() {
        int size = AgentToServer.newBuilder().build().toByteArray().length
                + ServerToAgent.newBuilder().build().toByteArray().length;
        if (size != 0) {
            throw new IllegalStateException("an empty message has " + size + " bytes");
        }
    }
}
