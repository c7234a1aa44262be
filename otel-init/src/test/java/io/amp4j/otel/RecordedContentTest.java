package io.amp4j.otel;

import static io.amp4j.otel.SpanAssert.assertThatSpan;

import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real libraries write into spans, with the content switched off: mapped, and nothing of what was said left anywhere. */
class RecordedContentTest {
    private static final List<String> SAID = List.of(
            "travel guide",
            "Oslo",
            "Atlantis",
            "Bergen",
            "umbrella",
            "boots",
            "fjord",
            "Is it warm",
            "And there",
            "Pack ",
            "What do I",
            "overloaded",
            "The weather of a city today");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring-ai-2.0.1-content.jsonl",
                "spring-ai-2.0.1.jsonl",
                "openinference-openai-0.1.66.jsonl",
                "openinference-langchain-0.1.80.jsonl"
            })
    void carriesNothingThatWasSaidWithTheContentOff(String recording) {
        for (List<SpanData> trace : Recordings.traces(recording)) {
            try (Recorder out = new Recorder()) {
                MappingSpanExporter.mapping(RedactingSpanExporter.redacting(out, ContentPolicy.REDACT))
                        .export(trace);
                for (SpanData span : out.ended()) {
                    SAID.forEach(text -> assertThatSpan(span).carriesNowhere(text));
                }
            }
        }
    }
}
