package io.amp4j.opamp.internal.session;

import java.time.Instant;

/** The result of a {@link CertificateTask}. */
public sealed interface CertificateReport {

    /** Calls the method of {@code handler} for this kind of report. */
    void deliverTo(Handler handler, long now);

    /**
     * A request was created.
     *
     * @param request PKCS #10 in PEM
     * @param privateKey PKCS #8 in PEM
     */
    record Made(long number, String request, String privateKey) implements CertificateReport {
        @Override
        public void deliverTo(Handler handler, long now) {
            handler.made(this);
        }

        /** Shows neither key nor request. */
        @Override
        public String toString() {
            return "Made[number=" + number + "]";
        }
    }

    /** A request could not be created. */
    record NotMade(long number, String reason) implements CertificateReport {
        @Override
        public void deliverTo(Handler handler, long now) {
            handler.notMade(this, now);
        }
    }

    /**
     * The validity of a certificate.
     *
     * @param chainPem the certificates of the task
     * @param wallTime when it was read
     */
    record Validity(String chainPem, Instant notBefore, Instant notAfter, Instant wallTime)
            implements CertificateReport {
        @Override
        public void deliverTo(Handler handler, long now) {
            handler.validity(this, now);
        }

        /** Does not show the certificate. */
        @Override
        public String toString() {
            return "Validity[" + notBefore + " to " + notAfter + ", wallTime=" + wallTime + "]";
        }
    }

    /** One method for each kind of report. */
    interface Handler {
        void made(Made made);

        void notMade(NotMade failed, long now);

        void validity(Validity validity, long now);
    }
}
