package io.amp4j.opamp;

import io.amp4j.opamp.internal.engine.UnusableHeaders;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.ConnectionTimeouts;
import io.amp4j.opamp.transport.MessageLimits;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of the builder that concern the connection. {@link ConnectionTarget} has the defaults and checks of its options.
 */
final class ConnectionOptions {

    final ConnectionTarget.Builder target;
    final ConnectionTimeouts.Builder timeouts = ConnectionTimeouts.builder();
    final MessageLimits.Builder limits = MessageLimits.builder();
    private final Map<String, List<String>> headers = new LinkedHashMap<>();

    @Nullable
    Supplier<? extends Map<String, String>> headerSupplier;

    ConnectionOptions(URI endpoint) {
        target = ConnectionTarget.builder(Endpoints.checked(endpoint));
    }

    boolean isWebSocket() {
        return target.build().isWebSocket();
    }

    boolean isEncrypted() {
        return !isPlain(target.build());
    }

    void header(String name, String value) {
        Headers.check(name, value);
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    /** Returns the target, and adds to {@code problems} which options contradict each other. */
    ConnectionTarget target(List<String> problems) {
        ConnectionTarget built = target.headers(headers)
                .timeouts(timeouts.build())
                .limits(limits.build())
                .build();
        checkTls(built, problems);
        return built;
    }

    /** TLS settings are allowed with a plaintext endpoint if the proxy uses TLS. */
    private static void checkTls(ConnectionTarget target, List<String> problems) {
        String scheme = target.endpoint().getScheme();
        if (isPlain(target)
                && !target.tls().equals(TlsSettings.DEFAULT)
                && target.proxy().kind() != ProxySettings.Kind.HTTPS) {
            problems.add("there are TLS settings, and the endpoint is " + scheme + ", which uses none: make it "
                    + (target.isWebSocket() ? "wss" : "https") + " or leave out tls(…)");
        }
    }

    private static boolean isPlain(ConnectionTarget target) {
        String scheme = target.endpoint().getScheme();
        return scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("ws");
    }

    /** Returns the supplier, wrapped so that its results are checked, if there is one. */
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
