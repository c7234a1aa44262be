package io.amp4j.samples.distro;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.amp4j.otel.sampling.SamplingRules;
import io.amp4j.samples.distro.instrumentations.InstrumentationRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsReaderTest {
    private static Schema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(OptionsReader.class.getResourceAsStream("/amp4j-distro.schema.json"))) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        }
    }

    @Test
    void readsEveryOption() {
        String text = """
            {"amp4j": {
              "traces": {"export": false, "sampling": {"ratio": 0.25, "always": ["POST /pay"], "never": ["GET /health"]},
                "tail": {"errors": false, "slowerThanMillis": 500, "ratio": 0.1, "ratioByName": {"GET /health": 0}}},
              "instrumentations": {"all": false, "byName": {"jdbc": true, "tomcat-10.0": false}},
              "metrics": {"export": false},
              "logs": {"export": true},
              "content": {"capture": false},
              "logging": {"level": "debug"},
              "opamp": {"heartbeatSeconds": 10}}}
            """;
        OptionsReader.Read read = OptionsReader.read(text);

        assertThat(read.problems()).isEmpty();
        assertThat(read.options())
                .isEqualTo(new Options(
                        Set.of(Signal.TRACES, Signal.METRICS),
                        Optional.of(
                                SamplingRules.ofRatio(0.25).always("POST /pay").never("GET /health")),
                        Optional.of(new TailOptions(
                                false, Optional.of(Duration.ofMillis(500)), 0.1, Map.of("GET /health", 0.0))),
                        new InstrumentationRules(false, Map.of("jdbc", true, "tomcat-10.0", false)),
                        false,
                        Optional.of(LogLevel.DEBUG),
                        Optional.of(Duration.ofSeconds(10))));
        assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
    }

    @Test
    void takesTheExampleOfItsDocument() throws IOException {
        String document = Files.readString(Path.of("..", "..", "docs", "distro.md"));
        int start = document.indexOf("```json") + "```json".length();
        String example = document.substring(start, document.indexOf("```", start));

        OptionsReader.Read read = OptionsReader.read(example);
        assertThat(read.problems()).isEmpty();
        assertThat(read.options().tail()).isPresent();
        assertThat(schema.validate(example, InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'$schema':'x'}",
                "{'amp4j':{}}",
                "{'amp4j':{'traces':{}}}",
                "{'amp4j':{'traces':{'export':true},'content':{'capture':true}}}"
            })
    void takesWhatIsNotThereAsTheDefault(String text) {
        assertThat(read(text)).isEqualTo(new OptionsReader.Read(Options.NONE, List.of()));
        assertThat(schema.validate(json(text), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'amp4j':{'traces':{'export':'yes'}}} | amp4j.traces.export must be true or false, and is 'yes'",
                "{'amp4j':{'metrics':{'export':null}}} | amp4j.metrics.export must be true or false, and is null",
                "{'amp4j':{'logs':true}} | amp4j.logs must be an object, and is true",
                "{'amp4j':{'traces':{'sampling':{'ratio':1.5}}}} | amp4j.traces.sampling.ratio must be a number from 0"
                        + " to 1, and is 1.5",
                "{'amp4j':{'traces':{'sampling':{}}}} | amp4j.traces.sampling.ratio is required",
                "{'amp4j':{'logs':{'sampling':{'ratio':1}}}} | amp4j.logs: unknown key 'sampling', known are export",
                "{'amp4j':{'traces':{'sampling':{'ratio':1,'never':['']}}}} | amp4j.traces.sampling.never must be a"
                        + " list of at most 100 span names, none empty",
                "{'amp4j':{'logging':{'level':'loud'}}} | amp4j.logging.level must be one of off, error, warn, info,"
                        + " debug, trace, and is 'loud'",
                "{'amp4j':{'opamp':{'heartbeatSeconds':1.5}}} | amp4j.opamp.heartbeatSeconds must be a whole number"
                        + " from 1 to 86400, and is 1.5",
                "{'amp4j':{'opamp':{'heartbeatSeconds':0}}} | amp4j.opamp.heartbeatSeconds must be a whole number from"
                        + " 1 to 86400, and is 0",
                "{'amp4j':{'traces':{'tail':{}}}} | amp4j.traces.tail.ratio is required",
                "{'amp4j':{'traces':{'tail':{'ratio':0,'slowerThanMillis':0.5}}}} | amp4j.traces.tail.slowerThanMillis"
                        + " must be a whole number from 1 to 60000, and is 0.5",
                "{'amp4j':{'traces':{'tail':{'ratio':0,'ratioByName':{'GET':2}}}}} | amp4j.traces.tail.ratioByName.GET"
                        + " must be a number from 0 to 1, and is 2",
                "{'amp4j':{'traces':{'tail':{'ratio':0,'ratioByName':{'':1}}}}} | amp4j.traces.tail.ratioByName must"
                        + " have at most 100 names, none empty",
                "{'amp4j':{'traces':{'tail':{'ratio':0,'slow':1}}}} | amp4j.traces.tail: unknown key 'slow', known are"
                        + " errors, ratio, ratioByName, slowerThanMillis",
                "{'amp4j':{'instrumentations':{'jdbc':false}}} | amp4j.instrumentations: unknown key 'jdbc', known are"
                        + " all, byName",
                "{'amp4j':{'instrumentations':{'byName':{'jdbc':'off'}}}} | amp4j.instrumentations.byName.jdbc must be"
                        + " true or false, and is 'off'",
                "{'amp4j':{'instrumentations':{'byName':['jdbc']}}} | amp4j.instrumentations.byName must be an object,"
                        + " and is a list",
                "{'amp4j':[]} | amp4j must be an object, and is a list",
                "{'other':1} | unknown key 'other', known are $schema, amp4j",
                "[] | the document must be an object, and is a list"
            })
    void saysWhatIsWrong(String text, String problem) {
        assertThat(read(text).problems()).containsExactly(problem);
        assertThat(schema.validate(json(text), InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThat(read("{'amp4j':{'traces':{'export':1,'sampling':{'ratio':2,'x':1}},'y':{}}}")
                        .problems())
                .containsExactly(
                        "amp4j: unknown key 'y', known are content, instrumentations, logging, logs, metrics, opamp, traces",
                        "amp4j.traces.export must be true or false, and is 1",
                        "amp4j.traces.sampling: unknown key 'x', known are always, never, ratio",
                        "amp4j.traces.sampling.ratio must be a number from 0 to 1, and is 2");
    }

    @Test
    void refusesANameThatIsBothAlwaysAndNever() {
        assertThat(read("{'amp4j':{'traces':{'sampling':{'ratio':1,'always':['a','b'],'never':['b']}}}}")
                        .problems())
                .containsExactly("amp4j.traces.sampling names 'b' in always and in never");
    }

    @Test
    void saysWhereTheTextIsNoJson() {
        assertThat(read("amp4j:\n  traces: {}").problems())
                .containsExactly("the document is no JSON: expected a value at offset 0");
        assertThat(OptionsReader.read("").problems()).hasSize(1);
        assertThat(OptionsReader.read("[".repeat(10_000)).problems()).hasSize(1);
    }

    @Test
    void quotesNoControlCharacters() {
        assertThat(OptionsReader.read("{\"\\u001b[31m\\n\":1}").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.chars()).allMatch(c -> c >= ' '));
    }

    private static OptionsReader.Read read(String text) {
        return OptionsReader.read(json(text));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
