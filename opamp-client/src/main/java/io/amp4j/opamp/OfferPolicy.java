package io.amp4j.opamp;

import io.amp4j.opamp.TelemetryDestination.Signal;
import io.amp4j.opamp.internal.engine.OfferedSettings;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import io.amp4j.opamp.internal.text.EndpointHost;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which offered connection settings an agent may use, and converts them. Nothing in an offer is used as a file name or resolved.
 */
final class OfferPolicy implements OfferedSettings {

    /** For the settings in use, those before, those on trial, and one more. */
    private static final int TARGETS = 4;

    private final ConnectionTarget program;
    private final boolean keepsSecrets;
    private final boolean allowsPlaintext;
    private final boolean allowsInsecure;
    private @Nullable Map<ConnectionSettings, ConnectionTarget> targets;

    OfferPolicy(ConnectionTarget program, boolean keepsSecrets, boolean allowsPlaintext, boolean allowsInsecure) {
        this.program = program;
        this.keepsSecrets = keepsSecrets;
        this.allowsPlaintext = allowsPlaintext;
        this.allowsInsecure = allowsInsecure;
    }

    @Override
    public synchronized ConnectionTarget target(ConnectionSettings settings) {
        Map<ConnectionSettings, ConnectionTarget> known = targets;
        if (known == null) {
            known = new LinkedHashMap<>();
            targets = known;
        }
        ConnectionTarget made = known.remove(settings);
        if (made == null) {
            made = made(settings);
            if (known.size() >= TARGETS) {
                known.remove(known.keySet().iterator().next());
            }
        }
        known.put(settings, made);
        return made;
    }

    private ConnectionTarget made(ConnectionSettings settings) {
        List<String> problems = new ArrayList<>();
        URI endpoint = endpoint(settings, problems);
        if (endpoint == null) {
            throw new OpampException("the settings cannot be used: " + String.join("; ", problems));
        }
        ConnectionTarget.Builder target = program.toBuilder().endpoint(endpoint);
        try {
            target.headers(headers(settings));
        } catch (IllegalArgumentException e) {
            throw new OpampException("the settings cannot be used: " + e.getMessage(), e);
        }
        return target.tls(settings.tlsSettings(program.tls()))
                .proxy(settings.proxySettings(program.proxy()))
                .build();
    }

    /** Offered headers replace headers of the program with the same name, ignoring case. */
    private Map<String, List<String>> headers(ConnectionSettings settings) {
        Map<String, List<String>> all = new LinkedHashMap<>(program.headers());
        settings.headers().ifPresent(offered -> {
            offered.keySet().forEach(name -> all.keySet().removeIf(name::equalsIgnoreCase));
            all.putAll(offered);
        });
        return all;
    }

    @Override
    public List<String> problemsOfStored(ConnectionSettings stored) {
        List<String> problems = new ArrayList<>();
        checkOpamp(stored, isEncrypted(program.endpoint()), null, problems);
        return problems;
    }

    @Override
    public List<String> problems(SettingsQuestion offered, Instant now) {
        List<String> problems = new ArrayList<>();
        boolean byTls = isEncrypted(endpoint(offered.current(), new ArrayList<>()));
        if (offered.opamp() != null) {
            List<String> found = new ArrayList<>();
            checkOpamp(offered.candidate(), byTls, now, found);
            found.forEach(problem -> problems.add("opamp: " + problem));
        }
        for (Map.Entry<Signal, ConnectionSettings> part : offered.telemetry().entrySet()) {
            List<String> found = new ArrayList<>();
            checkTelemetryEndpoint(part.getValue().endpoint(), byTls, found);
            check(part.getValue(), TlsSettings.DEFAULT, now, found);
            String name = "own_" + part.getKey().name().toLowerCase(Locale.ROOT);
            found.forEach(problem -> problems.add(name + ": " + problem));
        }
        offered.others().forEach((name, settings) -> {
            List<String> found = new ArrayList<>();
            check(settings, TlsSettings.DEFAULT, now, found);
            found.forEach(problem -> problems.add("connection '"
                    + io.amp4j.opamp.internal.text.Printable.text(name, Copies.LONGEST_SHOWN) + "': " + problem));
        });
        return problems;
    }

    private void checkOpamp(ConnectionSettings settings, boolean byTls, @Nullable Instant now, List<String> problems) {
        URI endpoint = endpoint(settings, problems);
        if (endpoint != null && byTls && !isEncrypted(endpoint) && !allowsPlaintext) {
            problems.add("the endpoint is " + endpoint.getScheme() + ", and the agent came over TLS");
        }
        check(settings, program.tls(), now, problems);
    }

    /** {@code now} is null for settings that were in use already: whether an expired certificate is accepted is then left to the server. */
    private void check(ConnectionSettings settings, TlsSettings base, @Nullable Instant now, List<String> problems) {
        if (settings.insecureSkipVerify() && !allowsInsecure) {
            problems.add("insecure_skip_verify is not allowed here");
        }
        if (settings.clientCertificate().isPresent() && !keepsSecrets) {
            problems.add("this agent has no place where a certificate survives a restart");
        }
        settings.headers().orElse(Map.of()).forEach((name, values) -> {
            for (String value : values) {
                try {
                    Headers.check(name, value);
                } catch (IllegalArgumentException e) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        });
        checkTls(settings, base, now, problems);
        try {
            settings.proxySettings(ProxySettings.SYSTEM);
        } catch (OpampException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private void checkTls(ConnectionSettings settings, TlsSettings base, @Nullable Instant now, List<String> problems) {
        if (settings.clientCertificate().isPresent() && settings.clientKey().isEmpty()) {
            problems.add("the certificate came without a key, and the agent waits for none");
            return;
        }
        try {
            TlsSettings.Builder tls = settings.tlsBuilder(base);
            if (now != null) {
                tls.clientCertificateValidAt(now);
            }
            List<String> versions = tls.build().versions();
            if (settings.hasTls() && !allowsInsecure && (versions.contains("TLSv1.1") || versions.contains("TLSv1"))) {
                problems.add("a lowest TLS version below 1.2 is not allowed here");
            }
        } catch (OpampException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable URI endpoint(ConnectionSettings settings, List<String> problems) {
        if (settings.endpoint().isEmpty()) {
            return program.endpoint();
        }
        try {
            return Endpoints.checked(new URI(settings.endpoint()));
        } catch (URISyntaxException e) {
            problems.add("the endpoint is no URL");
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return null;
    }

    private void checkTelemetryEndpoint(String text, boolean byTls, List<String> problems) {
        try {
            URI endpoint = new URI(text);
            String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
            String host = EndpointHost.of(endpoint);
            if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
                problems.add("the endpoint is no http or https URL");
            } else if (scheme.equals("http") && byTls && !allowsPlaintext && !EndpointHost.isLoopback(host)) {
                problems.add("the endpoint is http, and the agent came over TLS");
            }
        } catch (URISyntaxException e) {
            problems.add("the endpoint is no URL");
        }
    }

    private static boolean isEncrypted(@Nullable URI endpoint) {
        String scheme = endpoint == null ? "" : endpoint.getScheme().toLowerCase(Locale.ROOT);
        return scheme.equals("https") || scheme.equals("wss");
    }
}
