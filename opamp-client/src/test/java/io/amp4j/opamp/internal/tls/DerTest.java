package io.amp4j.opamp.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {

    @Test
    void readsLengthsOfUpToThreeBytes() {
        assertThat(Der.read(HexFormat.of().parseHex("30020500"), 0)).isEqualTo(new Der(Der.SEQUENCE, 2, 4));
        assertThat(Der.read(HexFormat.of().parseHex("308300000105"), 0)).isEqualTo(new Der(Der.SEQUENCE, 5, 6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"308400000000", "3080", "30ff", "3082ff", "308200", "3003aa"})
    void refusesOtherLengths(String hex) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Der.read(HexFormat.of().parseHex(hex), 0));
    }
}
