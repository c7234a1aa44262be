package io.amp4j.opamp.transport;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Targets for tests, one thing changed at a time. */
public final class Targets {
    private Targets() {}

    public static ConnectionTarget of(URI endpoint) {
        return with(endpoint, TlsSettings.DEFAULT, ProxySettings.DIRECT);
    }

    public static ConnectionTarget with(URI endpoint, TlsSettings tls, ProxySettings proxy) {
        return ConnectionTarget.builder(endpoint).tls(tls).proxy(proxy).build();
    }

    public static ConnectionTarget headers(ConnectionTarget t, Map<String, List<String>> headers) {
        return t.toBuilder().headers(headers).build();
    }

    public static ConnectionTarget limits(ConnectionTarget t, int sent, int received) {
        return t.toBuilder()
                .limits(MessageLimits.builder()
                        .maxSentBytes(sent)
                        .maxReceivedBytes(received)
                        .build())
                .build();
    }

    public static ConnectionTarget compressed(ConnectionTarget t) {
        return t.toBuilder().gzipRequests(true).webSocketCompression(true).build();
    }

    public static ConnectionTarget pings(ConnectionTarget t, Duration interval, Duration timeout) {
        return t.toBuilder().pingInterval(interval).pongTimeout(timeout).build();
    }

    public static ConnectionTarget timeouts(
            ConnectionTarget t, Duration write, Duration read, Duration call, Duration close) {
        return t.toBuilder()
                .timeouts(ConnectionTimeouts.builder()
                        .write(write)
                        .read(read)
                        .call(call)
                        .close(close)
                        .build())
                .build();
    }
}
