package io.amp4j.spring.boot.internal;

import io.amp4j.opamp.ConnectionFailure;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampStatus;
import io.amp4j.opamp.RemoteConfigStatus;
import io.amp4j.otel.AmpOtel;
import io.amp4j.otel.ExportStatistics;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** How the connections to AMP and to the OpAMP server are doing. */
@Endpoint(id = "amp")
public final class AmpEndpoint {
    private final Optional<AmpOtel> otel;
    private final Optional<OpampClient> opamp;
    private final Optional<RemoteConfigurer> remote;
    private final String opampEndpoint;

    /** Shows what there is of these. */
    public AmpEndpoint(
            Optional<AmpOtel> otel,
            Optional<OpampClient> opamp,
            Optional<RemoteConfigurer> remote,
            String opampEndpoint) {
        this.otel = otel;
        this.opamp = opamp;
        this.remote = remote;
        this.opampEndpoint = opampEndpoint;
    }

    /** Answers {@code GET /actuator/amp}. */
    @ReadOperation
    public Map<String, Object> status() {
        Map<String, Object> shown = new LinkedHashMap<>();
        otel.ifPresent(amp -> shown.put("otel", otel(amp)));
        opamp.ifPresent(client -> shown.put("opamp", opamp(client.status())));
        return shown;
    }

    private static Map<String, Object> otel(AmpOtel amp) {
        ExportStatistics statistics = amp.statistics();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("endpoint", address(amp.exporter().endpoint().toString()));
        shown.put("registration", amp.registration().name());
        Map<String, Object> spans = new LinkedHashMap<>();
        spans.put("delivered", statistics.delivered());
        spans.put("rejected", statistics.rejected());
        spans.put("lost", statistics.lost());
        spans.put("dropped", statistics.dropped());
        shown.put("spans", spans);
        return shown;
    }

    private Map<String, Object> opamp(OpampStatus status) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("endpoint", address(opampEndpoint));
        shown.put("state", status.state().name());
        status.instanceUid().ifPresent(uid -> shown.put("instanceUid", uid.toString()));
        shown.put("heartbeat", status.heartbeatInterval().toString());
        if (!status.nextAttemptIn().isZero()) {
            shown.put("nextAttemptIn", status.nextAttemptIn().toString());
        }
        status.lastFailure().ifPresent(failure -> shown.put("lastFailure", failure(failure)));
        Map<String, Object> counters = new LinkedHashMap<>();
        counters.put("attempts", status.attempts());
        counters.put("failedAttempts", status.failedAttempts());
        counters.put("successes", status.successes());
        counters.put("throttles", status.throttles());
        counters.put("sentMessages", status.sentMessages());
        counters.put("sentBytes", status.sentBytes());
        counters.put("receivedMessages", status.receivedMessages());
        counters.put("receivedBytes", status.receivedBytes());
        counters.put("malformedMessages", status.malformedMessages());
        counters.put("discardedMessages", status.discardedMessages());
        counters.put("skippedCallbacks", status.skippedCallbacks());
        shown.put("counters", counters);
        remote.filter(RemoteConfigurer::isOn)
                .ifPresent(configurer ->
                        shown.put("remoteConfiguration", remote(configurer, status.remoteConfigStatus())));
        return shown;
    }

    private static Map<String, Object> failure(ConnectionFailure failure) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", failure.kind().name());
        shown.put("message", failure.message());
        return shown;
    }

    private static Map<String, Object> remote(RemoteConfigurer configurer, RemoteConfigStatus status) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("status", status.status().name());
        shown.put("hash", status.hash().bytes().toHex());
        if (!status.errorMessage().isEmpty()) {
            shown.put("error", status.errorMessage());
        }
        shown.put("allowedPrefixes", configurer.prefixes());
        shown.put("keys", configurer.keys());
        return shown;
    }

    /** An address without what may be secret in it: user, password, query and fragment. */
    static String address(String endpoint) {
        try {
            URI uri = URI.create(endpoint.strip());
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return uri.getHost() == null
                    ? Masking.MASK
                    : uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
        } catch (IllegalArgumentException e) {
            return Masking.MASK;
        }
    }
}
