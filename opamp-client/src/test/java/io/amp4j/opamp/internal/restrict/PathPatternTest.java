package io.amp4j.opamp.internal.restrict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    private static List<String> path(String text) {
        return Arrays.asList(text.split("/"));
    }

    @ParameterizedTest
    @CsvSource({
        "a.b, a/b, true, true, true",
        "a.b, a/b/c, false, true, false",
        "a.b, a, false, false, true",
        "a.b, a/c, false, false, false",
        "a.b, b, false, false, false",
        "a*.b, abc/b, true, true, true",
        "a*c, abbc, true, true, true",
        "a*c, abcb, false, false, false",
        "*, x, true, true, true",
        "*, x/y, false, true, false",
        "**.b, b, true, true, true",
        "**.b, x/y/b, true, true, true",
        "**.b, x/y, false, false, true",
        "a.**, a, true, true, true",
        "a.**, a/b/c, true, true, true",
        "a.**.c, a/c, true, true, true",
        "a.**.c, a/b/d, false, false, true",
        "a\\.b.c, a.b/c, true, true, true",
        "a\\.b.c, a/b/c, false, false, false"
    })
    void readsKeysAndStars(String pattern, String path, boolean matches, boolean covers, boolean leads) {
        PathPattern compiled = PathPattern.of(pattern);
        assertThat(compiled.matches(path(path))).as("matches").isEqualTo(matches);
        assertThat(compiled.covers(path(path))).as("covers").isEqualTo(covers);
        assertThat(compiled.mayLead(path(path))).as("may lead").isEqualTo(leads);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b"})
    void refusesEmptyKeys(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPattern.of(pattern))
                .withMessageContaining("keys");
    }

    @Test
    void takesNoLongerThanTheProductOfBothLengths() {
        assertThat(Glob.matches("*a".repeat(200) + "*b", "a".repeat(20_000))).isFalse();
    }
}
