package io.amp4j.opamp.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerHeadTest {
    /** Read over and over, as a careless pattern would, this takes minutes. */
    @Test
    @Timeout(60)
    void refusesALineOfSpacesAtOnce() {
        String head = "HTTP/1.1 101 x\r\nX:" + " ".repeat(64_000) + "\001\r\n\r\n";
        assertThatThrownBy(() -> AnswerHead.parse(head)).isInstanceOf(ProtocolException.class);
    }

    private static final String GOOD =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: keep-alive, UPGRADE\r\nUpgrade:\twebsocket \r\nX-Empty:\r\n\r\n";

    @Test
    void readsStatusAndFields() throws Exception {
        AnswerHead head = AnswerHead.parse(GOOD);
        assertThat(head.status()).isEqualTo(101);
        assertThat(head.lists("connection", "upgrade")).isTrue();
        assertThat(head.lists("connection", "keep")).isFalse();
        assertThat(head.value("upgrade")).isEqualTo("websocket");
        assertThat(head.value("x-empty")).isEmpty();
        assertThat(head.value("absent")).isNull();
        assertThat(AnswerHead.parse(GOOD.replace("\r", ""))).isEqualTo(head);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 99 X\r\n\r\n",
                "HTTP/1.1 1010 X\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b",
                "HTTP/1.1 200 OK\r\nA b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n"
            })
    void refusesWhatBreaksARule(String text) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> AnswerHead.parse(text));
    }

    /** Bytes changed, removed and doubled: a head, or the one exception, and always soon. */
    @Test
    void survivesAnyChangeOfItsBytes() {
        int cases = Integer.getInteger("fuzz.cases", 20_000);
        for (int seed = 0; seed < Math.min(cases, 1_000_000); seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder text = new StringBuilder(GOOD);
            for (int changes = 1 + random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(1, 40))));
                }
            }
            try {
                AnswerHead head = AnswerHead.parse(text.toString());
                assertThat(head.status()).as("seed %d", seed).isBetween(100, 599);
                for (AnswerHead.Field field : head.fields()) {
                    assertThat(field.value())
                            .as("seed %d", seed)
                            .doesNotContain("\r", "\n")
                            .isEqualTo(field.value().strip());
                }
            } catch (ProtocolException e) {
                assertThat(e).as("seed %d", seed).hasMessageNotContaining("\n");
            }
        }
    }
}
