package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.engine.UnusableHeaders;
import io.amp4j.opamp.internal.transport.ConnectionTarget;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the builder collects of how the client connects. */
final class ConnectionOptions {

    /** How much longer the core waits for a transport than the transport itself. */
    private static final Duration TRANSPORT_GRACE = Duration.ofSeconds(15);

    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private @Nullable Supplier<? extends Map<String, String>> headerSupplier;
    private TlsSettings tls = TlsSettings.DEFAULT;
    private ProxySettings proxy = ProxySettings.SYSTEM;
    private Duration call = ConnectionTarget.Timeouts.DEFAULT.call();
    private Duration connect = ConnectionTarget.Timeouts.DEFAULT.connect();
    private Duration write = ConnectionTarget.Timeouts.DEFAULT.write();
    private Duration read = ConnectionTarget.Timeouts.DEFAULT.read();
    private int maxSentBytes = ConnectionTarget.Limits.DEFAULT.maxSentBytes();
    private int maxReceivedBytes = ConnectionTarget.Limits.DEFAULT.maxReceivedBytes();
    private boolean compression;
    private Duration pingInterval = Duration.ofSeconds(30);
    private Duration pongTimeout = Duration.ofSeconds(10);

    void header(String name, String value) {
        Headers.check(name, value);
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    void headerSupplier(Supplier<? extends Map<String, String>> value) {
        headerSupplier = requireNonNull(value, "value");
    }

    void tls(TlsSettings value) {
        tls = requireNonNull(value, "value");
    }

    void proxy(ProxySettings value) {
        proxy = requireNonNull(value, "value");
    }

    void call(Duration value) {
        call = Checks.positive("timeout", value);
    }

    void connect(Duration value) {
        connect = Checks.positive("connectTimeout", value);
    }

    void write(Duration value) {
        write = Checks.positive("writeTimeout", value);
    }

    void read(Duration value) {
        read = Checks.positive("readTimeout", value);
    }

    void maxSentBytes(int value) {
        maxSentBytes = Checks.atLeast("maxSentBytes", 1, value);
    }

    void maxReceivedBytes(int value) {
        maxReceivedBytes = Checks.atLeast("maxReceivedBytes", 1, value);
    }

    void compression(boolean value) {
        compression = value;
    }

    void pingInterval(Duration value) {
        pingInterval = Checks.notNegative("pingInterval", value);
    }

    void pongTimeout(Duration value) {
        pongTimeout = Checks.positive("pongTimeout", value);
    }

    int maxSentBytes() {
        return maxSentBytes;
    }

    /** Returns what is wrong with the TLS settings for an endpoint, or null. A proxy over TLS uses them as well. */
    @Nullable
    String tlsProblem(URI endpoint) {
        boolean plain = endpoint.getScheme().equalsIgnoreCase("http")
                || endpoint.getScheme().equalsIgnoreCase("ws");
        if (!plain || tls.equals(TlsSettings.DEFAULT) || proxy.kind() == ProxySettings.Kind.HTTPS) {
            return null;
        }
        return "there are TLS settings, and the endpoint is " + endpoint.getScheme()
                + ", which uses none: make it " + (endpoint.getScheme().equalsIgnoreCase("ws") ? "wss" : "https")
                + " or leave out tls(…)";
    }

    /** Returns after how long an attempt of which the transport says nothing is given up. */
    Duration attemptTimeout() {
        return call.plus(TRANSPORT_GRACE);
    }

    ConnectionTarget target(URI endpoint) {
        return new ConnectionTarget(
                endpoint,
                headers,
                tls,
                proxy,
                new ConnectionTarget.Timeouts(connect, write, read, call, ConnectionTarget.Timeouts.DEFAULT.close()),
                new ConnectionTarget.Limits(maxSentBytes, maxReceivedBytes),
                compression,
                compression,
                pingInterval,
                pongTimeout);
    }

    /** Returns the supplier with its answers checked, if there is one. */
    @Nullable
    Supplier<Map<String, List<String>>> checkedHeaderSupplier() {
        Supplier<? extends Map<String, String>> supplier = headerSupplier;
        return supplier == null ? null : () -> checked(supplier.get());
    }

    private static Map<String, List<String>> checked(@Nullable Map<String, String> supplied) {
        try {
            return supplied == null ? Map.of() : Headers.multi(supplied);
        } catch (IllegalArgumentException e) {
            throw new UnusableHeaders(e.getMessage() + "; strip line breaks and white space around a token");
        }
    }
}
