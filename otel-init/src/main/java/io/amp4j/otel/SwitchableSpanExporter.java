package io.amp4j.otel;

import io.amp4j.otel.internal.export.BatchDelivery;
import io.amp4j.otel.internal.export.ConnectionTerms;
import io.amp4j.otel.internal.export.HttpDelivery;
import io.amp4j.otel.internal.export.ProxyChoice;
import io.amp4j.otel.internal.export.RegularFile;
import io.amp4j.otel.internal.export.Target;
import io.amp4j.otel.internal.export.TlsTerms;
import io.amp4j.otel.internal.export.TrustedAuthorities;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.otlp.TraceRequest;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.internal.setup.ExportWords;
import io.amp4j.otel.internal.setup.ServerAddress;
import io.amp4j.otel.internal.text.ShownPath;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans as OTLP over HTTP to an address that may change while it runs.
 *
 * <p>Each attempt asks for the address and the headers of that moment, so a batch that waits for a retry, and every span still queued
 * before this exporter, goes to the new address. Redirects are never followed. A batch that is too large (413) is split. {@code 429} and
 * {@code 503} with {@code Retry-After} are obeyed across batches. What the endpoint does is logged once per change, and never a header
 * value or a body. Safe for use by several threads; never blocks the caller on the network.
 *
 * @since 0.1.0
 */
public final class SwitchableSpanExporter implements SpanExporter {
    private static final Log LOG = Log.of(SwitchableSpanExporter.class);

    private final BatchDelivery<SpanData> delivery;
    private final ConnectionTerms terms;
    private volatile String idleBecause = "the exporter is closed";
    private final boolean reportsItself;

    private SwitchableSpanExporter(
            AmpConfig config, RetryPolicy retry, @Nullable SSLContext tls, boolean reportsItself) {
        this.reportsItself = reportsItself;
        SdkSettings.Transport transport = config.sdk().transport();
        terms = new ConnectionTerms(
                TlsTerms.ofProgram(tls),
                new ProxyChoice.OfProcess(transport.proxies().rule()));
        delivery = new BatchDelivery<>(
                new BatchDelivery.Kind<>(TraceRequest::encode, ExportWords.amp()),
                new HttpDelivery.Options(
                        transport.attemptTimeout(), config.sdk().batch().exportTimeout(), transport.gzip(), retry),
                target(config.endpoint(), config.headers()),
                LOG,
                config.debug() ? Level.INFO : Level.FINE);
    }

    /**
     * Sends everything from now on to {@code endpoint}, used as it is, with these headers; queued and waiting spans too.
     * A request that is already on the wire ends where it began.
     *
     * @return false, with a warning in the log that says why, if this exporter sends nothing: it is closed, the SDK is disabled, or the
     *     OpenTelemetry Java agent sends the spans, whose extension takes its address from the settings of the agent alone
     * @throws IllegalArgumentException if the endpoint is not an absolute http or https URL, or holds user info
     */
    public boolean switchTo(URI endpoint, HeaderSource headers) {
        Target next = target(endpoint, headers);
        if (delivery.isClosed()) {
            LOG.warning("no span goes to " + EndpointRule.address(endpoint) + ": " + idleBecause);
            return false;
        }
        delivery.switchTo(next);
        LOG.info("spans go to " + EndpointRule.address(endpoint) + " from now on");
        return true;
    }

    /** Ends, because spans take another way. */
    void idle(String because) {
        idleBecause = because;
        CompletableResultCode unused = shutdown();
    }

    /** Returns the address in use. */
    public URI endpoint() {
        return delivery.target().endpoint();
    }

    /** Returns the counts so far; {@code dropped} is always 0 here, as the queue stands before the exporter. */
    public ExportStatistics statistics() {
        return new ExportStatistics(delivery.delivered(), delivery.rejected(), delivery.lost(), 0);
    }

    /**
     * Makes an exporter for an SDK of one's own, with the default retries.
     *
     * @throws AmpConfigurationException if the file in {@code OTEL_EXPORTER_OTLP_CERTIFICATE} cannot be used
     */
    public static SwitchableSpanExporter create(AmpConfig config) {
        return create(config, RetryPolicy.getDefault(), Optional.empty(), true);
    }

    /** @param reportsItself whether shutdown() logs what was lost; else the owner does, which also counts the queue before this */
    static SwitchableSpanExporter create(
            AmpConfig config, RetryPolicy retry, Optional<SSLContext> tls, boolean reportsItself) {
        Optional<SSLContext> context =
                tls.or(() -> config.sdk().transport().trustedCertificates().map(SwitchableSpanExporter::trusting));
        return new SwitchableSpanExporter(config, retry, context.orElse(null), reportsItself);
    }

    private static SSLContext trusting(Path file) {
        try {
            return TrustedAuthorities.context(file);
        } catch (IOException | GeneralSecurityException e) {
            String reason = e instanceof IOException io
                    ? RegularFile.reason(io)
                    : e.getClass().getSimpleName();
            throw new AmpConfigurationException(List.of("OTEL_EXPORTER_OTLP_CERTIFICATE: " + ShownPath.of(file)
                    + " cannot be used (" + reason + "); it must hold certificates in PEM form"));
        }
    }

    private Target target(URI endpoint, HeaderSource headers) {
        String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https"))
                || ServerAddress.of(endpoint).isEmpty()
                || !EndpointRule.canBeSent(endpoint)) {
            throw new IllegalArgumentException("endpoint must be an absolute http or https URL with a host");
        }
        if (endpoint.getRawUserInfo() != null
                || String.valueOf(endpoint.getRawAuthority()).contains("@")) {
            throw new IllegalArgumentException("endpoint must not hold user info; give credentials as headers");
        }
        return new Target(endpoint, headers::headers, !(headers instanceof HeaderSources.Fixed), terms);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return delivery.send(spans);
    }

    /** Says how many spans were lost, if any were, with the latest reason. */
    void report(ExportStatistics end) {
        if (!end.isComplete()) {
            String lastReason = delivery.lastReason();
            LOG.warning(end.delivered() + " span(s) reached AMP; " + end.dropped()
                    + " were dropped because the queue was full, " + end.lost() + " were lost on the way, "
                    + end.rejected() + " were refused"
                    + (lastReason.isEmpty() ? "" : "; latest reason: " + lastReason));
        }
    }

    /** Whether the last answer that counts was a good one; not before the first. */
    boolean isDelivering() {
        return delivery.isDelivering();
    }

    boolean isClosed() {
        return delivery.isClosed();
    }

    /** Ends retries: what waits is tried once more, and given up after {@code within}. */
    void finish(Duration within) {
        delivery.finish(within);
    }

    /** Returns success at once: nothing is kept here between batches. */
    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    /** Gives up what is still under way. May be called again. */
    @Override
    public CompletableResultCode shutdown() {
        if (delivery.close() && reportsItself) {
            report(statistics());
        }
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public String toString() {
        return "SwitchableSpanExporter[" + EndpointRule.address(endpoint()) + "]";
    }
}
