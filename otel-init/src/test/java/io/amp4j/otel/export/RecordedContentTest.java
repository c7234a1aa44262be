package io.amp4j.otel.export;

import static io.amp4j.otel.testing.SpanAssert.assertThatSpan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.amp4j.otel.contract.SpanContract;
import io.amp4j.otel.contract.data.AmpSpanKind;
import io.amp4j.otel.contract.data.SpanView;
import io.amp4j.otel.testing.Recorder;
import io.amp4j.otel.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** What belongs to one field, as letters, digits and punctuation without blanks and backslashes: JSON may be packed. */
    static List<Arguments> fieldsOfRecordings() {
        String openAi = "openinference-openai-0.1.66.jsonl";
        String langChain = "openinference-langchain-0.1.80.jsonl";
        String springAi = "spring-ai-2.0.1-content.jsonl";
        List<Arguments> fields = new ArrayList<>();
        for (String recording : List.of(openAi, langChain, springAi)) {
            fields.add(arguments(recording, ContentField.SYSTEM_INSTRUCTIONS, "travelguide"));
            fields.add(arguments(recording, ContentField.TOOL_DEFINITIONS, "Theweatherofacitytoday"));
            fields.add(arguments(recording, ContentField.TOOL_ARGUMENTS, "\"city\":\"Oslo\""));
            fields.add(arguments(recording, ContentField.TOOL_RESULTS, "4degrees"));
        }
        // Spring AI's clients are chains: what goes in and out of them is the entity's, not a model's.
        for (String recording : List.of(openAi, langChain)) {
            fields.add(arguments(recording, ContentField.INPUT_MESSAGES, "WhatdoIwear"));
            fields.add(arguments(recording, ContentField.OUTPUT_MESSAGES, "Wearboots"));
            fields.add(arguments(recording, ContentField.OUTPUT_MESSAGES, "umbrella"));
        }
        for (String recording : List.of("google-adk-0.5.0.jsonl", "google-adk-1.0.0.jsonl")) {
            fields.add(arguments(recording, ContentField.SYSTEM_INSTRUCTIONS, "Youareatravelguide"));
        }
        fields.add(arguments(openAi, ContentField.INPUT_MESSAGES, "Packlayers"));
        fields.add(arguments(langChain, ContentField.ENTITY_INPUT, "WhatdoIpack"));
        fields.add(arguments(langChain, ContentField.ENTITY_OUTPUT, "Packlayers"));
        fields.add(arguments(springAi, ContentField.ENTITY_INPUT, "Andonthefjord"));
        return fields;
    }

    @ParameterizedTest
    @MethodSource("fieldsOfRecordings")
    void carriesNothingOfTheFieldThatIsOff(String recording, ContentField field, String text) {
        int before = 0;
        for (List<SpanData> trace : Recordings.traces(recording)) {
            try (Recorder out = new Recorder()) {
                MappingSpanExporter.mapping(RedactingSpanExporter.redacting(out, ContentPolicy.redacting(field)))
                        .export(trace);
                before += (int) trace.stream()
                        .filter(span -> unpacked(span).contains(text))
                        .count();
                for (SpanData span : out.ended()) {
                    boolean other = field == ContentField.ENTITY_INPUT
                            && SpanContract.classify(SpanView.of(span)).kind() == AmpSpanKind.LLM;
                    assertThat(unpacked(span).contains(text) && !other)
                            .as(span.getName())
                            .isFalse();
                }
            }
        }
        assertThat(before).as("spans that had it").isPositive();
    }

    private static String unpacked(SpanData span) {
        return span.getAttributes().toString().replaceAll("[\\s\\\\]", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring-ai-2.0.1-content.jsonl",
                "spring-ai-2.0.1.jsonl",
                "openinference-openai-0.1.66.jsonl",
                "openinference-langchain-0.1.80.jsonl",
                "google-adk-0.5.0.jsonl",
                "google-adk-1.0.0.jsonl"
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
