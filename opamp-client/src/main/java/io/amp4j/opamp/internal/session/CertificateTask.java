package io.amp4j.opamp.internal.session;

import io.amp4j.opamp.CertificateRequestPolicy.KeyAlgorithm;

/** Work on certificates that takes time or needs the system's random source; {@link CertificateReport} is its result. */
public sealed interface CertificateTask {

    /** Calls the method of {@code worker} for this kind of task. */
    void performBy(Worker worker);

    /** Generate a key, and a certificate request signed with it; both are reported under this number. */
    record MakeRequest(long number, KeyAlgorithm algorithm, String commonName) implements CertificateTask {
        @Override
        public void performBy(Worker worker) {
            worker.makeRequest(this);
        }
    }

    /** Determine the validity of the first of these certificates. */
    record ReadValidity(String chainPem) implements CertificateTask {
        @Override
        public void performBy(Worker worker) {
            worker.readValidity(this);
        }

        /** Does not show the certificates. */
        @Override
        public String toString() {
            return "ReadValidity[" + chainPem.length() + " chars]";
        }
    }

    /** One method for each kind of task. */
    interface Worker {
        void makeRequest(MakeRequest task);

        void readValidity(ReadValidity task);
    }
}
