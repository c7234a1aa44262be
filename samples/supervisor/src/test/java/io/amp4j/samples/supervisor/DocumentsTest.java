package io.amp4j.samples.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {
    private static String yaml(Map<String, Object> document) {
        return Documents.write(document, Settings.Format.YAML);
    }

    @Test
    void keepsValuesAsTheyAreWritten() throws Exception {
        String text = """
                version: 3.10
                big: 12345678901234567890123
                hex: 0x1F
                empty: null
                flag: true
                text: "3.10"
                colon: "a: b # c"
                """;
        assertThat(yaml(Documents.read(text))).isEqualTo(text);
        assertThat(Documents.write(Documents.read("{a: 3.10, b: [true, null, \"x\"]}"), Settings.Format.JSON))
                .isEqualToIgnoringWhitespace("{\"a\": 3.10, \"b\": [true, null, \"x\"]}");
    }

    /** The Collector takes a key without a value for a component with its defaults, and a text in its place for an error. */
    @Test
    void aKeyWithoutAValueHasNone() throws Exception {
        assertThat(yaml(Documents.read("otlp: {protocols: {grpc: }}\ndebug:\n")))
                .isEqualTo("""
                otlp:
                  protocols:
                    grpc: null
                debug: null
                """);
    }

    @Test
    void anEmptyTextIsAnEmptyMap() throws Exception {
        assertThat(Documents.read("")).isEmpty();
        assertThat(Documents.read("# nothing\n")).isEmpty();
        assertThat(Documents.read("null")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- a | must be a map",
                "'{a: 1, a: 2}' | Duplicate field 'a'",
                "'{a: &x 1, b: *x}' | aliases (*name) are not supported",
                "'{<<: {a: 1}}' | merge keys",
                "'{a: [}' | line 1: ",
            })
    void refuses(String text, String problem) {
        assertThatThrownBy(() -> Documents.read(text))
                .isInstanceOf(Documents.BadDocument.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesSeveralDocuments() {
        assertThatThrownBy(() -> Documents.read("a: 1\n---\nb: 2\n")).hasMessage("must be one document, not several");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // local | merged with what the server sent | path | what comes of it
                "'{a: {b: 1}}'       | '{a: {b: 2, c: 3}}' | a.b | '{a: {b: 1, c: 3}}'",
                "'{}'                | '{a: {b: 2, c: 3}}' | a.b | '{a: {c: 3}}'",
                "'{a: {b: 1, d: 4}}' | '{a: null}'         | a.b | '{a: {b: 1}}'",
                "'{a: {b: 1}}'       | '{a: [1]}'          | a.b | '{a: {b: 1}}'",
                "'{a: 1}'            | '{a: {b: 2}}'       | a.b | '{a: {}}'",
                "'{}'                | '{a: 1}'            | a   | '{}'",
                "'{}'                | '{c: 1}'            | a.b | '{c: 1}'",
            })
    void keepsWhatIsLocal(String local, String merged, String path, String kept) throws Exception {
        assertThat(Documents.keep(Documents.read(merged), Documents.read(local), List.of(path.split("\\."))))
                .isEqualTo(Documents.read(kept));
    }

    @Test
    void hidesValuesOfKeysThatSoundLikeSecrets() throws Exception {
        assertThat(yaml(Documents.masked(
                        Documents.read("{api_key: a, list: [{Password: b}], tokens: [c], credentials: {user: d}}"))))
                .isEqualTo("""
                        api_key: "***"
                        list:
                        - Password: "***"
                        tokens:
                        - "***"
                        credentials:
                          user: "***"
                        """);
    }
}
