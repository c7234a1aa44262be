package io.amp4j.opamp.testing;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The options of a server. */
record ServerConfig(
        String path,
        boolean anyPath,
        boolean compression,
        boolean virtualThreads,
        int messageLimit,
        @Nullable TestCertificateAuthority authority,
        @Nullable ServerTls tls,
        Consumer<ReceivedMessage> onMessage,
        Consumer<ConnectionEvent> onEvent) {}
