package io.amp4j.opamp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void letsNoControlCharacterOfACloseReasonThrough() {
        String esc = String.valueOf((char) 0x1b);
        String csi = String.valueOf((char) 0x9b);

        assertThat(Failures.closed(1001, "going\nINFO all is well" + esc + "[2J" + csi + "K")
                        .message())
                .isEqualTo("the server closed the connection (1001): going\\u000aINFO all is well\\u001b[2J\\u009bK");
    }
}
