package io.amp4j.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonMinorTest {
    @ParameterizedTest
    @CsvSource({
        "3.11,3.11",
        "3.11.4,3.11",
        "3.11.x,3.11",
        "'  3.11  ',3.11",
        "'3 . 11 .4',3.11",
        "a.b,a.b",
        "3.11.4.5,3.11",
        "3,''",
        "'',''",
        "'   ',''",
        ".11,''",
        "3.,''",
        "3. .4,''"
    })
    void normalizesAsAmpDoes(String text, String minor) {
        assertThat(PythonMinor.normalize(text)).isEqualTo(minor);
    }

    @Test
    void returnsAMinorItself() {
        String minor = "3.11";
        assertThat(PythonMinor.normalize(minor)).isSameAs(minor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "3.11.4", "3.011", "03.11", "3.x", ".11", "3.", "", "3.11 ", "99999.1", "³.11"})
    void knowsWhatIsNoBareMinor(String text) {
        assertThat(PythonMinor.isBare(text)).isFalse();
    }
}
