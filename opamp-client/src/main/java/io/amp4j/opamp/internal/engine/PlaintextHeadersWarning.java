package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.text.EndpointHost;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.util.Locale;

/** Warns of headers that are sent over a network without encryption. */
final class PlaintextHeadersWarning {

    private static final SafeLogger LOGGER = SafeLogger.of(PlaintextHeadersWarning.class);

    private PlaintextHeadersWarning() {}

    /** Logs a warning if necessary. Looks only at the text of the endpoint; resolves no name. */
    static void warn(ConnectionTarget target, boolean supplied) {
        if (isInTheClear(target) && (supplied || !target.headers().isEmpty())) {
            LOGGER.warning("The headers given to the client and all content go to "
                    + target.endpoint().getScheme() + "://" + EndpointHost.of(target.endpoint())
                    + " without encryption; use " + (target.isWebSocket() ? "wss" : "https")
                    + " unless that network is trusted");
        }
    }

    private static boolean isInTheClear(ConnectionTarget target) {
        String scheme = target.endpoint().getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("ws"))
                && !EndpointHost.isLoopback(String.valueOf(EndpointHost.of(target.endpoint())));
    }
}
