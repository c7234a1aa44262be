package io.amp4j.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "amp.agent.api-key",
                "AMP_AGENT_API_KEY",
                "spring.datasource.password",
                "shop.oauth.clientSecret",
                "shop.access_token",
                "shop.passwords[0]",
                "amp.opamp.headers.x-tenant",
                "amp.opamp.headers[Authorization]",
                "AMP_OPAMP_HEADERS_X_TENANT",
                "otel.exporter.otlp.headers",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "shop.credentials.user",
                "shop.encryption-key"
            })
    void masksTheWholeValueOfATellingKey(String key) {
        assertThat(Masking.masked(key, "hunter2")).isEqualTo("******");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://user:hunter2@host/path | https://******@host/path",
                "https://user:hunter2@p@host/path | https://******@host/path",
                "jdbc:postgresql://db/x?user=a&password=hunter2&ssl=true | jdbc:postgresql://db/x?user=a&password=******&ssl=true",
                "Server=db;Pwd=hunter2;Pool=5 | Server=db;Pwd=******;Pool=5",
                "Bearer hunter2 | Bearer ******",
                "https://host/v1?api_key=hunter2 | https://host/v1?api_key=******",
                "-----BEGIN RSA PRIVATE KEY-----hunter2 | ******"
            })
    void masksWhatLooksLikeASecret(String value, String shown) {
        assertThat(Masking.masked("shop.address", value)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.limit, 5",
        "amp.otel.endpoint, https://amp.example/otel",
        "amp.opamp.heartbeat, 30s",
        "shop.keyboard, us",
        "shop.secret, ''"
    })
    void leavesTheRestAsItIs(String key, String value) {
        assertThat(Masking.masked(key, value)).isEqualTo(value);
    }
}
