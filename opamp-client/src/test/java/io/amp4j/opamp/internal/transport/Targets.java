package io.amp4j.opamp.internal.transport;

import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Targets for tests, one thing changed at a time. */
final class Targets {
    private Targets() {}

    static ConnectionTarget of(URI endpoint) {
        return with(endpoint, TlsSettings.DEFAULT, ProxySettings.DIRECT);
    }

    static ConnectionTarget with(URI endpoint, TlsSettings tls, ProxySettings proxy) {
        ConnectionTarget plain = ConnectionTarget.of(endpoint);
        return new ConnectionTarget(
                endpoint,
                Map.of(),
                tls,
                proxy,
                plain.timeouts(),
                plain.limits(),
                false,
                false,
                plain.pingInterval(),
                plain.pongTimeout());
    }

    static ConnectionTarget headers(ConnectionTarget t, Map<String, List<String>> headers) {
        return new ConnectionTarget(
                t.endpoint(),
                headers,
                t.tls(),
                t.proxy(),
                t.timeouts(),
                t.limits(),
                t.gzipRequests(),
                t.webSocketCompression(),
                t.pingInterval(),
                t.pongTimeout());
    }

    static ConnectionTarget limits(ConnectionTarget t, int sent, int received) {
        return new ConnectionTarget(
                t.endpoint(),
                t.headers(),
                t.tls(),
                t.proxy(),
                t.timeouts(),
                new ConnectionTarget.Limits(sent, received),
                t.gzipRequests(),
                t.webSocketCompression(),
                t.pingInterval(),
                t.pongTimeout());
    }

    static ConnectionTarget compressed(ConnectionTarget t) {
        return new ConnectionTarget(
                t.endpoint(),
                t.headers(),
                t.tls(),
                t.proxy(),
                t.timeouts(),
                t.limits(),
                true,
                true,
                t.pingInterval(),
                t.pongTimeout());
    }

    static ConnectionTarget pings(ConnectionTarget t, Duration interval, Duration timeout) {
        return new ConnectionTarget(
                t.endpoint(),
                t.headers(),
                t.tls(),
                t.proxy(),
                t.timeouts(),
                t.limits(),
                t.gzipRequests(),
                t.webSocketCompression(),
                interval,
                timeout);
    }

    static ConnectionTarget timeouts(ConnectionTarget t, Duration write, Duration read, Duration call, Duration close) {
        return new ConnectionTarget(
                t.endpoint(),
                t.headers(),
                t.tls(),
                t.proxy(),
                new ConnectionTarget.Timeouts(Duration.ofSeconds(10), write, read, call, close),
                t.limits(),
                t.gzipRequests(),
                t.webSocketCompression(),
                t.pingInterval(),
                t.pongTimeout());
    }
}
