package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.CertificateReport;
import io.amp4j.opamp.internal.session.CertificateTask;
import io.amp4j.opamp.internal.tls.CertificateRequests;
import io.amp4j.opamp.internal.tls.Pem;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Generates keys and certificate requests, and parses certificates. May take some seconds; never throws. */
final class CertificateWorker implements CertificateTask.Worker {

    private static final SafeLogger LOGGER = SafeLogger.of(CertificateWorker.class);

    private final Supplier<Instant> wallTime;
    private final Consumer<CertificateReport> reports;

    CertificateWorker(Supplier<Instant> wallTime, Consumer<CertificateReport> reports) {
        this.wallTime = wallTime;
        this.reports = reports;
    }

    @Override
    public void makeRequest(CertificateTask.MakeRequest task) {
        CertificateReport report;
        try {
            CertificateRequests.Kind kind =
                    CertificateRequests.Kind.valueOf(task.algorithm().name());
            KeyPair key = CertificateRequests.newKey(kind);
            report = new CertificateReport.Made(
                    task.number(),
                    CertificateRequests.pem(kind, key.getPublic(), key.getPrivate(), task.commonName()),
                    CertificateRequests.pem(key.getPrivate()));
        } catch (Throwable e) {
            // Errors are caught too, because the session waits for a result.
            LOGGER.fine("no request for a certificate can be made", e);
            report = new CertificateReport.NotMade(
                    task.number(), "this JVM makes no request with a key of the kind " + task.algorithm());
        }
        reports.accept(report);
    }

    @Override
    public void readValidity(CertificateTask.ReadValidity task) {
        try {
            List<X509Certificate> chain =
                    Pem.certificates(task.chainPem(), "the client certificate", new ArrayList<>());
            if (!chain.isEmpty()) {
                X509Certificate first = chain.get(0);
                reports.accept(new CertificateReport.Validity(
                        task.chainPem(),
                        first.getNotBefore().toInstant(),
                        first.getNotAfter().toInstant(),
                        wallTime.get()));
            }
        } catch (Throwable e) {
            LOGGER.warning("the client certificate in use cannot be read, so it will not be renewed", e);
        }
    }
}
