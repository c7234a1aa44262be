package io.amp4j.opamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigRestrictionsTest {

    private static final String COLLECTOR = """
            receivers:
              otlp: {protocols: {grpc: }}
              filelog/all: {include: [/etc/passwd]}
            exporters:
              otlp/good: {endpoint: "otel.example.com:4317"}
              otlp/bad: {endpoint: "https://evil.example/v1"}
              otlp/variable: {endpoint: "${env:HOST}:4317"}
            processors:
              attributes: {version: 3.10, value: "x ${file:/etc/shadow}"}
            """;

    private static final String RULES = """
            deny: ["receivers.filelog*"]
            hosts: {"exporters.*.endpoint": [otel.example.com, "*.internal"]}
            deny_values: ["*${file:*"]
            """;

    private static RemoteConfig yaml(String text) {
        return RemoteConfig.of(Map.of("", ConfigFile.yaml(text)), Hash.EMPTY);
    }

    @Test
    void namesEverythingThatIsNotAllowed() {
        assertThat(ConfigRestrictions.parse(RULES).validate(yaml(COLLECTOR)).reasons())
                .containsExactly(
                        "'receivers.filelog/all' is not allowed in the file",
                        "'exporters.otlp/bad.endpoint' names the host 'evil.example', which is not allowed in the file",
                        "'exporters.otlp/variable.endpoint' has no host that can be read in the file",
                        "'processors.attributes.value' has a value like '*${file:*', which is not allowed in the file");
    }

    @Test
    void leavesOutWhatIsNotAllowedIfToldSo() {
        ConfigVerdict verdict =
                ConfigRestrictions.parse(RULES + "on_violation: remove\n").validate(yaml(COLLECTOR));

        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.changes()).hasSize(4).allMatch(change -> change.contains("and was left out"));
        assertThat(verdict.files().orElseThrow().values().iterator().next().text())
                .isEqualTo("""
                        receivers:
                          otlp: {protocols: {grpc: null}}
                        exporters:
                          otlp/good: {endpoint: "otel.example.com:4317"}
                          otlp/bad: {}
                          otlp/variable: {}
                        processors:
                          attributes: {version: 3.10}
                        """);
    }

    @Test
    void acceptsWhatIsAllowed() {
        assertThat(ConfigRestrictions.parse(RULES)
                        .validate(yaml("exporters: {otlp: {endpoint: 'https://a.internal:4318/x'}}")))
                .isEqualTo(ConfigVerdict.accepted());
        assertThat(ConfigRestrictions.builder().build().validate(yaml(COLLECTOR)))
                .isEqualTo(ConfigVerdict.accepted());
        assertThat(ConfigRestrictions.parse(RULES).validate(RemoteConfig.of(Map.of(), Hash.EMPTY)))
                .isEqualTo(ConfigVerdict.accepted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: {b: 1}            | ",
                "a: {b: [1, {x: 2}]}  | ",
                "a: {c: 1}            | 'a.c' is not among what is allowed in the file",
                "a: {c: {d: 1}}       | 'a.c' is not among what is allowed in the file",
                "a: 1                 | 'a' is not among what is allowed in the file",
                "a: [1]               | 'a' is not among what is allowed in the file",
                "a::c: 1              | 'a.c' is not among what is allowed in the file",
                "'a::b': 1            | ",
                "d: {e: {f: 1}}       | ",
                "g: 1                 | 'g' is not among what is allowed in the file"
            },
            quoteCharacter = '`')
    void allowsNothingElseThanWhatIsAllowed(String text, String problem) {
        ConfigRestrictions restrictions =
                ConfigRestrictions.builder().allow("a.b").allow("d").build();
        assertThat(restrictions.validate(yaml(text)).reasons())
                .isEqualTo(problem == null ? List.of() : List.of(problem));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &x 1\nb: *x",
                "a: {<<: {b: 1}}",
                "a: 1\na: 2",
                "a: 1\n---\nb: 2",
                "- a",
                "text",
                "a: [",
                "a: !!binary aGVsbG8=",
                "!!binary YQ==: 1",
                "!!merge x: {a: 1}",
                "a: !!null 'text'",
                "!!int '+'\n---\na: 1",
                "a: !include x.yaml",
                "%TAG ! tag:example.org,2026:\n---\na: 1",
                "a: *b",
                "? [a]\n: 1",
                "0x66: 1",
                "true: 1",
                "1_000: 1",
                "k: v #\u2028q: \"\ndenied: {a: 1}\nz: 1 #\"",
                "a: 1\n\uFEFFb: 2",
                "a: 'x\u0085y'"
            })
    void refusesWhatItCannotJudge(String text) {
        assertThat(ConfigRestrictions.builder().build().validate(yaml(text)).reasons())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("the file ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: {filelog: &x {b: 1}}\nc: *x", "a: {filelog: [*y]}"})
    void judgesAlsoWhatItLeavesOut(String text) {
        ConfigRestrictions restrictions = ConfigRestrictions.builder()
                .deny("a.filelog")
                .removeViolations(true)
                .build();
        assertThat(restrictions.validate(yaml(text)).reasons()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "receivers: {\"filelog/x::include\": [/etc/passwd]}",
                "receivers::filelog::include: [/etc/passwd]",
                "receivers: {filelog: {include: [x]}}",
                "receivers: {\"filelog\": }"
            })
    void findsADeniedPathHoweverItsKeysAreWritten(String text) {
        for (String path : List.of("receivers.filelog*", "receivers::filelog*")) {
            assertThat(ConfigRestrictions.builder()
                            .deny(path)
                            .build()
                            .validate(yaml(text))
                            .reasons())
                    .as(path)
                    .hasSize(1)
                    .first()
                    .asString()
                    .endsWith("is not allowed in the file");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "good.example@evil",
                "dns://good.example/evil.example:4317",
                "unix:///good.example",
                "http://good.example/,http://evil.example/",
                "good.example.evil",
                "${HOST}"
            })
    void takesNoHostForAnother(String endpoint) {
        ConfigRestrictions restrictions = ConfigRestrictions.builder()
                .allowHosts("e", List.of("good.example"))
                .build();
        assertThat(restrictions.validate(yaml("e: \"" + endpoint + "\"")).reasons())
                .hasSize(1);
        assertThat(restrictions.validate(yaml("e: good.example:1")).reasons()).isEmpty();
        assertThat(restrictions.validate(yaml("e: GRPC://Good.Example:1/x")).reasons())
                .isEmpty();
    }

    @Test
    void leavesValuesAsTheyAreWritten() {
        String text = """
                a: yes
                b: 0o17
                c: 12:30:45
                d: "0017"
                e: 1e3
                f: 'single'
                h: |
                  two
                  lines
                """;
        assertThat(ConfigRestrictions.builder()
                        .deny("g")
                        .removeViolations(true)
                        .build()
                        .validate(yaml(text + "g: 1\n"))
                        .files()
                        .orElseThrow())
                .containsExactly(Map.entry("", ConfigFile.yaml(text)));
    }

    @Test
    void endsWhereADocumentIsTooDeep() {
        for (String text : List.of(
                "a: " + "[".repeat(101) + "]".repeat(101),
                "a: " + "{b: ".repeat(101) + "}".repeat(101),
                "? \"" + ":".repeat(50_000) + "\"\n: 1")) {
            assertThat(ConfigRestrictions.builder()
                            .allow("a")
                            .build()
                            .validate(yaml(text))
                            .reasons())
                    .containsExactly("the file is nested too deeply");
        }
    }

    @Test
    void refusesWhatIsNoUtf8() {
        RemoteConfig config =
                RemoteConfig.of(Map.of("", ConfigFile.of(Bytes.fromHex("613a20ff"), "text/yaml")), Hash.EMPTY);
        assertThat(ConfigRestrictions.builder().build().validate(config).reasons())
                .containsExactly("the file is no UTF-8");
    }

    @Test
    void judgesEachFileByItsType() {
        ConfigRestrictions restrictions =
                ConfigRestrictions.builder().deny("b").removeViolations(true).build();
        Map<String, ConfigFile> files = new LinkedHashMap<>();
        files.put("one.json", ConfigFile.json("{\"a\": \"x\\/\", \"b\": 2}"));
        files.put("two", ConfigFile.of("a: 1", ""));

        ConfigVerdict verdict = restrictions.validate(RemoteConfig.of(files, Hash.EMPTY));
        assertThat(verdict.changes()).containsExactly("'b' is not allowed and was left out in the file 'one.json'");
        Map<String, ConfigFile> left = verdict.files().orElseThrow();
        assertThat(left.get("one.json")).isEqualTo(ConfigFile.json("{\"a\":\"x/\"}"));
        assertThat(left.get("two")).isEqualTo(files.get("two"));

        files.put("three\n.bin", ConfigFile.of("a", "application/octet-stream"));
        assertThat(restrictions.validate(RemoteConfig.of(files, Hash.EMPTY)).reasons())
                .containsExactly(
                        "the file 'three\\u000a.bin' is neither YAML nor JSON by its type, and cannot be judged");
    }

    @Test
    void tellsFiftyProblemsAndCountsTheRest() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            many.append("x").append(i).append(": 1\n");
        }
        assertThat(ConfigRestrictions.builder()
                        .allow("a")
                        .build()
                        .validate(yaml(many.toString()))
                        .reasons())
                .hasSize(51)
                .last()
                .isEqualTo("and 150 more in the file");
    }

    @Test
    void saysAllThatIsWrongWithRestrictions() {
        assertThatThrownBy(() -> ConfigRestrictions.parse("""
                        deny: [a..b, {x: 1}]
                        allow: []
                        hosts: {a.: [x], b: 1}
                        on_violation: ignore
                        denied: []
                        """))
                .isInstanceOf(OpampException.class)
                .hasMessage("the restrictions cannot be used: deny must be a list of texts;"
                        + " deny: a path must be keys with dots between them: 'a..b';"
                        + " allow must not be empty: leave it out to allow everything that is not denied;"
                        + " hosts: a path must be keys with dots between them: 'a.';"
                        + " hosts.b must be a list of texts;"
                        + " on_violation must be refuse or remove;"
                        + " 'denied' is not known: allow, deny, hosts, deny_values and on_violation are");
        assertThatThrownBy(() -> ConfigRestrictions.parse("a: [")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> ConfigRestrictions.parse("- a")).hasMessageContaining("must be a map");
    }

    @Test
    void countsItsRules() {
        assertThat(ConfigRestrictions.parse(RULES))
                .hasToString("ConfigRestrictions[allow=0, deny=1, hosts=1, denyValues=1]");
    }
}
