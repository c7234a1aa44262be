package io.amp4j.otel.telemetry;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.ProxySettings;
import io.amp4j.opamp.TlsSettings;
import io.amp4j.otel.internal.export.ConnectionTerms;
import io.amp4j.otel.internal.export.ProxyChoice;
import io.amp4j.otel.internal.export.Target;
import io.amp4j.otel.internal.export.TlsTerms;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.internal.setup.HeaderRule;
import io.amp4j.otel.internal.setup.ProxyRule;
import io.amp4j.otel.internal.setup.ServerAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns offered settings into a target, or says what is wrong with them. */
final class OfferedTarget {
    private static final String ADVICE =
            "the OpAMP server has to offer the authorities of the receiver, and a certificate if it wants one";

    private OfferedTarget() {}

    /** Returns the target, or null and all that is wrong, without a secret, in {@code problems}. */
    static @Nullable Target of(ConnectionSettings settings, String kind, List<String> problems) {
        URI endpoint = endpoint(settings.endpoint(), kind, problems);
        Map<String, String> headers = headers(settings, problems);
        ProxySettings proxy = proxy(settings, problems);
        TlsSettings tls = tls(settings, problems);
        if (endpoint == null || proxy == null || tls == null || !problems.isEmpty()) {
            return null;
        }
        boolean encrypted = endpoint.getScheme().toLowerCase(Locale.ROOT).equals("https")
                || proxy.kind() == ProxySettings.Kind.HTTPS;
        TlsTerms tlsTerms;
        try {
            tlsTerms = encrypted ? terms(tls) : TlsTerms.ofProgram(null);
        } catch (OpampException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
        if (encrypted && !tls.verifies()) {
            OwnTelemetry.LOG.warning("the receiver of the agent's own " + kind + " at " + EndpointRule.address(endpoint)
                    + " is not verified: anybody on the way can read what is sent and take its place");
        }
        return new Target(endpoint, () -> headers, false, new ConnectionTerms(tlsTerms, choice(proxy)));
    }

    private static @Nullable URI endpoint(String text, String kind, List<String> problems) {
        URI endpoint;
        try {
            endpoint = new URI(text);
        } catch (URISyntaxException e) {
            problems.add("the endpoint is no URL");
            return null;
        }
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        if (String.valueOf(endpoint.getRawAuthority()).contains("@")) {
            problems.add("the endpoint holds user info; credentials belong into headers");
            return null;
        }
        Optional<ServerAddress> server = ServerAddress.of(endpoint);
        if (!(scheme.equals("http") || scheme.equals("https"))
                || server.isEmpty()
                || !EndpointRule.canBeSent(endpoint)) {
            problems.add("the endpoint is no http or https URL, such as https://collector.example.com/v1/" + kind);
            return null;
        }
        int port = server.get().portOr(scheme);
        if (port < 1 || port > 65_535) {
            problems.add("the endpoint has the port " + port + "; allowed are 1 to 65535");
            return null;
        }
        return endpoint;
    }

    /** Several values of a name become one list, as HTTP has it. */
    private static Map<String, String> headers(ConnectionSettings settings, List<String> problems) {
        Map<String, String> headers = new LinkedHashMap<>();
        settings.headers().orElse(Map.of()).forEach((name, values) -> {
            String value = String.join(", ", values);
            HeaderRule.problem(name, value).ifPresent(problems::add);
            headers.put(name, value);
        });
        return headers;
    }

    private static @Nullable ProxySettings proxy(ConnectionSettings settings, List<String> problems) {
        try {
            ProxySettings proxy = settings.proxySettings(ProxySettings.SYSTEM);
            if (proxy.kind() == ProxySettings.Kind.SOCKS5 && proxy.credentials().isPresent()) {
                problems.add("a SOCKS proxy with a password is not supported here; an HTTP proxy is");
            }
            return proxy;
        } catch (OpampException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static @Nullable TlsSettings tls(ConnectionSettings settings, List<String> problems) {
        try {
            return settings.tlsSettings(TlsSettings.DEFAULT);
        } catch (OpampException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static TlsTerms terms(TlsSettings tls) {
        return new TlsTerms(tls.sslContext(), tls.versions(), tls.cipherSuites(), tls.verifies(), ADVICE);
    }

    private static ProxyChoice choice(ProxySettings proxy) {
        return switch (proxy.kind()) {
            case DIRECT -> ProxyChoice.direct();
            case HTTP -> fixed(proxy, ProxyRule.Kind.HTTP);
            case HTTPS -> fixed(proxy, ProxyRule.Kind.HTTPS);
            case SOCKS5 -> fixed(proxy, ProxyRule.Kind.SOCKS);
            default -> ProxyChoice.jvm();
        };
    }

    private static ProxyChoice fixed(ProxySettings proxy, ProxyRule.Kind kind) {
        return new ProxyChoice.Fixed(Optional.of(new ProxyRule.Proxy(
                "the offer",
                kind,
                proxy.host(),
                proxy.port(),
                proxy.credentials()
                        .map(user -> ProxyRule.basic(user.getUserName(), String.valueOf(user.getPassword())))
                        .orElse(null),
                proxy.connectHeaders())));
    }
}
