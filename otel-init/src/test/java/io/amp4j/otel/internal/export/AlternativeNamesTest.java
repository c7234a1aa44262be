package io.amp4j.otel.internal.export;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlternativeNamesTest {
    /** CN=99999999999. */
    private static final String COMMON_NAME = "MIIBRTCB7KADAgECAgkAsjaEFUZ8uakwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAxML"
            + "OTk5OTk5OTk5OTkwIBcNMjYxMTMwMjExMjEwWhgPMjEyNjExMDYyMTEyMTBaMBYx"
            + "FDASBgNVBAMTCzk5OTk5OTk5OTk5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
            + "2eSZUg+4oV7uDfiSTMFEOFLmmaazdCba0Et2H4a4pWZI20PL6XN7J11uyaeZXVE4"
            + "seN28V+eAqPrsMdh9iE6X6MhMB8wHQYDVR0OBBYEFKBzx+H7Wi4zTziHrkeoVWFN"
            + "Xhh7MAoGCCqGSM49BAMCA0gAMEUCIEBzS05oM6wCXSTeTnNGkzD1uuKttQ+PazFf"
            + "QNUjYL4ZAiEAt2AqDc506MPHdeyIhw25DVWaPBT1u5OkpqTmtsf064I=";

    /** CN=99999999999, with the alternative name IP:127.0.0.1. */
    private static final String ADDRESS = "MIIBVTCB/KADAgECAggEQCvtWuVwFzAKBggqhkjOPQQDAjAWMRQwEgYDVQQDEws5"
            + "OTk5OTk5OTk5OTAgFw0yNjExMzAyMTEyMTVaGA8yMTI2MTEwNjIxMTIxNVowFjEU"
            + "MBIGA1UEAxMLOTk5OTk5OTk5OTkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATI"
            + "Yt52+uvtSz6m75cZplPv6Odt4NrNVJeH55PDQF6edFUv5aQsISjqv5Q5wX7VE60V"
            + "oDalf0EHOAEH+bGo4UUkozIwMDAdBgNVHQ4EFgQUbeW9epMogb3N217eydxNDOMA"
            + "dY4wDwYDVR0RBAgwBocEfwAAATAKBggqhkjOPQQDAgNIADBFAiEAh5ohUfoOWqoP"
            + "6iC/e0255vrsu4+kFpo1QbFRFRT0GL0CIDj5Q7+WoV6pVirlVoCEZ89s1mv4q1OM"
            + "BrwRmqYELtK8";

    private static Certificate[] chain(String own) throws CertificateException {
        return new Certificate[] {
            CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(own)))
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999", "999.1.1.1", "1.2.3.4.5", "localhost"})
    void areNeededForWhatOnlyLooksLikeAnAddress(String host) {
        assertThatThrownBy(() -> AlternativeNames.require(chain(COMMON_NAME), host))
                .isInstanceOf(SSLPeerUnverifiedException.class);
        assertThatThrownBy(() -> AlternativeNames.require(chain(ADDRESS), host))
                .isInstanceOf(SSLPeerUnverifiedException.class);
    }

    @Test
    void mayBeAnAddressForAnAddress() {
        assertThatCode(() -> AlternativeNames.require(chain(ADDRESS), "127.0.0.1"))
                .doesNotThrowAnyException();
    }
}
