package io.amp4j.opamp.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateTermsTest {

    @Test
    void readsWhatTheServerAgreedTo() throws Exception {
        assertThat(DeflateTerms.agreed(List.of(), true)).isNull();
        assertThat(DeflateTerms.agreed(List.of(" "), false)).isNull();
        assertThat(DeflateTerms.agreed(List.of("permessage-deflate"), true)).isEqualTo(new DeflateTerms(true));
        assertThat(DeflateTerms.agreed(List.of("Permessage-Deflate ;SERVER_no_context_takeover"), true))
                .isEqualTo(new DeflateTerms(false));
        assertThat(DeflateTerms.agreed(
                        List.of("permessage-deflate; client_no_context_takeover; server_max_window_bits=\"10\""), true))
                .isEqualTo(new DeflateTerms(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-webkit-deflate-frame",
                "permessage-deflate, permessage-deflate",
                "permessage-deflate; client_max_window_bits=15",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; what"
            })
    void refusesWhatWasNotOffered(String value) {
        assertThatExceptionOfType(WebSocketException.class)
                .isThrownBy(() -> DeflateTerms.agreed(List.of(value), true))
                .satisfies(e -> assertThat(e.code()).isEqualTo(1002));
    }

    @Test
    void refusesAnyExtensionWhenNoneWasOffered() {
        assertThatExceptionOfType(WebSocketException.class)
                .isThrownBy(() -> DeflateTerms.agreed(List.of("permessage-deflate"), false));
    }
}
