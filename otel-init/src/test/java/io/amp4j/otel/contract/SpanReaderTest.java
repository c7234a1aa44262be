package io.amp4j.otel.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.otel.contract.data.KindRule;
import io.amp4j.otel.contract.data.SpanView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanReaderTest {
    @Test
    void tellsEachProblemOnOneLine() {
        SpanReader.Reading reading = new SpanReader.Reading(List.of(), List.of("a\r\nSEVERE: b\u202e"));

        assertThat(reading.problems()).containsExactly("a\\u000d\\u000aSEVERE: b\\u202e");
    }

    @Test
    void readsOneSpanALine() {
        SpanReader.Reading reading = SpanReader.read("""
                {"spanName":"a","status":"Ok","attributes":{"k":1}}

                {"spanName":"b","status":2,"attributes":null}
                {"name":"c"}
                """);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.spans()).extracting(SpanView::name).containsExactly("a", "b", "c");
        assertThat(reading.spans()).extracting(SpanView::status).containsExactly("Ok", "2", "");
        assertThat(reading.spans().get(0).attributes()).containsEntry("k", 1.0);
        assertThat(reading.spans().get(1).attributes()).isNull();
        assertThat(SpanContract.classify(reading.spans().get(1)).rule()).isEqualTo(KindRule.K0);
        assertThat(reading.spans().get(2).attributes()).isNull();
    }

    @Test
    void readsAPrettyPrintedSpanAndAListOfSpans() {
        assertThat(SpanReader.read("{\n \"spanName\": \"a\",\n \"attributes\": {}\n}")
                        .spans())
                .hasSize(1);
        assertThat(SpanReader.read("[{\"spanName\":\"a\"},{\"spanName\":\"b\"}]")
                        .spans())
                .hasSize(2);
    }

    @Test
    void readsOtlpJson() {
        SpanReader.Reading reading = SpanReader.read("""
                {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"svc"}}]},
                 "scopeSpans":[{"spans":[{"traceId":"01","spanId":"02","parentSpanId":"","name":"chat m","startTimeUnixNano":"17",
                  "status":{"code":2,"message":"m"},
                  "attributes":[{"key":"i","value":{"intValue":"5"}},{"key":"d","value":{"doubleValue":0.5}},
                   {"key":"b","value":{"boolValue":true}},{"key":"s","value":{"stringValue":"x"}},
                   {"key":"l","value":{"arrayValue":{"values":[{"stringValue":"y"}]}}},
                   {"key":"m","value":{"kvlistValue":{"values":[{"key":"z","value":{"intValue":6}}]}}},{"key":"e","value":{}}]},
                  {"name":"child","parentSpanId":"02","status":{"code":"STATUS_CODE_OK"}},{"name":"unset","status":{}}]}]}]}
                """);

        assertThat(reading.problems()).isEmpty();
        SpanView span = reading.spans().get(0);
        assertThat(span.status()).isEqualTo("Error");
        assertThat(span.isRoot()).isTrue();
        assertThat(span.startNanos()).isEqualTo(17);
        assertThat(span.resource()).isEqualTo(Map.of("service.name", "svc"));
        assertThat(span.attributes())
                .containsEntry("i", 5L)
                .containsEntry("d", 0.5)
                .containsEntry("b", true)
                .containsEntry("s", "x")
                .containsEntry("l", List.of("y"))
                .containsEntry("m", Map.of("z", 6.0))
                .containsEntry("e", null);
        assertThat(reading.spans()).extracting(SpanView::status).containsExactly("Error", "Ok", "Unset");
        assertThat(reading.spans().get(1).isRoot()).isFalse();
        assertThat(reading.spans().get(1).attributes()).isEmpty();
    }

    @Test
    void reportsAllProblemsWithTheirLinesAndReadsTheRest() {
        SpanReader.Reading reading = SpanReader.read("""
                {"spanName":"a","attributes":{}}
                {"spanName":"b","attributes":
                {"other":1}
                {"spanName":"c","attributes":[]}
                {"spanName":"d"}
                """);

        assertThat(reading.spans()).extracting(SpanView::name).containsExactly("a", "d");
        assertThat(reading.problems()).hasSize(3);
        assertThat(reading.problems().get(0)).startsWith("line 2: not JSON: text ends early");
        assertThat(reading.problems().get(1)).startsWith("line 3: ").contains("resourceSpans", "spanName");
        assertThat(reading.problems().get(2)).startsWith("line 4: ").contains("attributes");
    }

    @Test
    void namesEveryLineThatIsNoJsonAtAll() {
        SpanReader.Reading reading = SpanReader.read("""
                10:32:01 exporting
                {"spanName":"a","attributes":{}}
                null
                {"spanName":"b","attributes":{}
                {"spanName":"c"}
                """);

        assertThat(reading.spans()).extracting(SpanView::name).containsExactly("a", "c");
        assertThat(reading.problems()).hasSize(3);
        assertThat(reading.problems().get(0)).startsWith("line 1: not JSON: ");
        assertThat(reading.problems().get(1)).isEqualTo("line 3: a span must be a JSON object");
        assertThat(reading.problems().get(2)).startsWith("line 4: not JSON: ");
    }

    /** As JSON has it: in a text they stand for themselves. */
    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", "\u0085"})
    void splitsNoLineWhereOnlyUnicodeDoes(String separator) {
        SpanReader.Reading reading =
                SpanReader.read("{\"spanName\":\"a" + separator + "b\"}\r\n{\"spanName\":\"c\"}\r\n");

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.spans()).extracting(SpanView::name).containsExactly("a" + separator + "b", "c");
    }

    @Test
    void takesABrokenTextOverManyLinesAsOne() {
        assertThat(SpanReader.read("{\n \"spanName\": \"a\",\n \"attributes\": {\"k\" 1}\n}")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("not JSON: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | empty",
                "`  ` | empty",
                "nonsense | not JSON",
                "5 | must be a JSON object",
                "[5] | item 1",
                "{\"resourceSpans\":5} | must be a list",
                "{\"resourceSpans\":[5]} | must be an object"
            })
    void saysWhatIsWrongWithTheText(String text, String problem) {
        SpanReader.Reading reading = SpanReader.read(text);

        assertThat(reading.spans()).isEmpty();
        assertThat(reading.problems()).singleElement().asString().contains(problem);
    }
}
