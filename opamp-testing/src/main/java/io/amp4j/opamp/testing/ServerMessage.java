package io.amp4j.opamp.testing;

import io.amp4j.opamp.testing.internal.wire.AgentToServer;
import java.util.Map;

/** A message, with the server's findings at its arrival. */
record ServerMessage(ReceivedMessage received, boolean lacksState, Script.Draw<ReceivedMessage> script) {
    /** The message of a request that has none. */
    static final ServerMessage NONE = new ServerMessage(
            new ReceivedMessage(
                    -1,
                    Transport.HTTP,
                    0,
                    0,
                    new ReceivedRequest(-1, 0, 0, "", "", Map.of(), ""),
                    new byte[0],
                    AgentToServer.getDefaultInstance(),
                    true),
            false,
            Script.Draw.nothing());
}
