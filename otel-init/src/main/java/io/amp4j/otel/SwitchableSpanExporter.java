package io.amp4j.otel;

import io.amp4j.otel.internal.export.HttpDelivery;
import io.amp4j.otel.internal.export.RegularFile;
import io.amp4j.otel.internal.export.Target;
import io.amp4j.otel.internal.export.TrustedAuthorities;
import io.amp4j.otel.internal.log.Log;
import io.amp4j.otel.internal.otlp.TraceRequest;
import io.amp4j.otel.internal.setup.EndpointRule;
import io.amp4j.otel.internal.setup.ExportHealth;
import io.amp4j.otel.internal.setup.Reply;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
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

    private volatile Target target;
    private final HttpDelivery delivery;
    private ExportHealth health = ExportHealth.UNKNOWN;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile String idleBecause = "the exporter is closed";
    private final LongAdder delivered = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Level batchLevel;
    private final boolean reportsItself;
    private volatile String lastReason = "";

    private SwitchableSpanExporter(
            AmpConfig config, RetryPolicy retry, @Nullable SSLContext tls, boolean reportsItself) {
        this.reportsItself = reportsItself;
        target = target(config.endpoint(), config.headers());
        batchLevel = config.debug() ? Level.INFO : Level.FINE;
        SdkSettings.Transport transport = config.sdk().transport();
        delivery = new HttpDelivery(
                new HttpDelivery.Options(
                        transport.attemptTimeout(),
                        config.sdk().batch().exportTimeout(),
                        transport.gzip(),
                        retry,
                        tls,
                        transport.proxies().rule()),
                this::current,
                (asked, reply) -> observe(asked, reply, 0));
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
        if (closed.get()) {
            LOG.warning("no span goes to " + EndpointRule.address(endpoint) + ": " + idleBecause);
            return false;
        }
        synchronized (this) {
            target = next;
            health = ExportHealth.UNKNOWN;
        }
        delivery.retarget();
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
        return target.endpoint();
    }

    /** Returns the counts so far; {@code dropped} is always 0 here, as the queue stands before the exporter. */
    public ExportStatistics statistics() {
        return new ExportStatistics(delivered.sum(), rejected.sum(), lost.sum(), 0);
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

    private static Target target(URI endpoint, HeaderSource headers) {
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
        return new Target(endpoint, headers::headers, !(headers instanceof HeaderSources.Fixed));
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        if (spans.isEmpty()) {
            return CompletableResultCode.ofSuccess();
        }
        if (closed.get()) {
            lost.add(spans.size());
            return CompletableResultCode.ofFailure();
        }
        CompletableResultCode result = new CompletableResultCode();
        // The batch processor reuses its list once it has waited long enough, so a copy is needed for splitting.
        CompletableFuture<Boolean> unused = send(List.copyOf(spans), delivery.deadline())
                .whenComplete((arrived, failure) -> {
                    if (failure == null && arrived) {
                        result.succeed();
                    } else {
                        result.fail();
                    }
                });
        return result;
    }

    /** @param deadline for all parts of the batch together */
    private CompletableFuture<Boolean> send(List<SpanData> spans, long deadline) {
        byte[] body;
        try {
            body = TraceRequest.encode(spans);
        } catch (RuntimeException | Error e) {
            lost.add(spans.size());
            // A message of a span of the program's own could quote content, so the type has to do.
            LOG.warning(spans.size() + " span(s) could not be encoded and are lost ("
                    + e.getClass().getName() + ")");
            return CompletableFuture.completedFuture(false);
        }
        long start = System.nanoTime();
        return delivery.deliver(body, deadline).thenCompose(result -> {
            Reply reply = result.reply();
            LOG.log(
                    batchLevel,
                    () -> spans.size() + " span(s), " + body.length + " bytes, HTTP " + reply.status() + ", "
                            + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
            if (reply.condition() == Reply.Condition.TOO_LARGE && spans.size() > 1) {
                observe(result.target(), reply, 0);
                int half = spans.size() / 2;
                return send(spans.subList(0, half), deadline)
                        .thenCompose(first -> send(spans.subList(half, spans.size()), deadline)
                                .thenApply(second -> first && second));
            }
            settle(result, spans.size());
            return CompletableFuture.completedFuture(reply.isDelivered());
        });
    }

    private void settle(HttpDelivery.Result result, int spans) {
        Reply reply = result.reply();
        if (reply.isDelivered()) {
            long refused = Math.min(reply.rejected(), spans);
            rejected.add(refused);
            delivered.add(spans - refused);
        } else {
            lost.add(spans);
        }
        observe(result.target(), reply, reply.isDelivered() ? 0 : spans);
    }

    private void observe(Target asked, Reply reply, long spansLost) {
        ExportHealth.Change change;
        synchronized (this) {
            if (!asked.equals(target)) {
                // The answer of an address that is no longer in use.
                return;
            }
            change = health.after(reply, spansLost, asked.endpoint());
            health = change.next();
            if (reply.condition() != Reply.Condition.DELIVERING) {
                lastReason = ExportHealth.what(reply, asked.endpoint());
            }
        }
        change.notice().ifPresent(notice -> LOG.log(notice.level(), notice.text()));
    }

    /** Says how many spans were lost, if any were, with the latest reason. */
    void report(ExportStatistics end) {
        if (!end.isComplete()) {
            LOG.warning(end.delivered() + " span(s) reached AMP; " + end.dropped()
                    + " were dropped because the queue was full, " + end.lost() + " were lost on the way, "
                    + end.rejected() + " were refused"
                    + (lastReason.isEmpty() ? "" : "; latest reason: " + lastReason));
        }
    }

    private Target current() {
        return target;
    }

    /** Whether the last answer that counts was a good one; not before the first. */
    synchronized boolean isDelivering() {
        return health.status() != 0 && health.condition() == Reply.Condition.DELIVERING;
    }

    boolean isClosed() {
        return closed.get();
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
        if (closed.compareAndSet(false, true)) {
            delivery.abort();
            if (reportsItself) {
                report(statistics());
            }
        }
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public String toString() {
        return "SwitchableSpanExporter[" + EndpointRule.address(endpoint()) + "]";
    }
}
