package io.amp4j.opamp.testing;

import java.util.function.Consumer;

/** What a server was built with. */
record ServerConfig(
        String path,
        boolean anyPath,
        boolean compression,
        boolean virtualThreads,
        int messageLimit,
        Consumer<ReceivedMessage> onMessage,
        Consumer<ConnectionEvent> onEvent) {}
