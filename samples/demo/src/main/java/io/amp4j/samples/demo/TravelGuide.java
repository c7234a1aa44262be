package io.amp4j.samples.demo;

import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.LlmSpanBuilder;
import io.amp4j.otel.span.Message;
import io.amp4j.otel.span.ToolDefinition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** An agent with a model, a tool and a collection of documents, all of which only take their time here. */
final class TravelGuide {
    private static final String MODEL = "gpt-4o-mini";
    private static final String INSTRUCTIONS = "You are a travel guide. Answer in one sentence.";
    private static final ToolDefinition WEATHER = ToolDefinition.of(
            "get_weather",
            "The weather of tomorrow",
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");

    private final AmpSpans spans;

    TravelGuide(AmpSpans spans) {
        this.spans = spans;
    }

    /** Answers a question about a city whose weather cannot be had, if {@code isOffline}. */
    void answer(String city, boolean isOffline) throws InterruptedException {
        String question = "Will I need an umbrella in " + city + " tomorrow?";
        spans.agent("travel-guide")
                .instructions(INSTRUCTIONS)
                .prompt(question)
                .tools(List.of(WEATHER))
                .<String, InterruptedException>call(agent -> {
                    documents(question, city);
                    Message.ToolCall wanted =
                            new Message.ToolCall("call-1", "get_weather", "{\"city\":\"" + city + "\"}");
                    ask(List.of(Message.user(question)), Message.assistant(List.of(wanted)), 212, 18);
                    String weather;
                    try {
                        weather = weather(city, isOffline);
                    } catch (TimeoutException e) {
                        weather = "no answer";
                    }
                    String answer = isOffline
                            ? "I cannot say: the weather service did not answer."
                            : "Yes, it will rain in " + city + ".";
                    ask(
                            List.of(
                                    Message.user(question),
                                    Message.assistant(List.of(wanted)),
                                    Message.tool("call-1", weather)),
                            Message.assistant(answer),
                            251,
                            12);
                    agent.answer(answer);
                    if (isOffline) {
                        agent.fail("weather_unavailable");
                    }
                    return answer;
                });
    }

    private void documents(String question, String city) throws InterruptedException {
        spans.retriever("qdrant", "guides").query(question).topK(2).<String, InterruptedException>call(retriever -> {
            Thread.sleep(15);
            retriever.documents(List.of(city + " lies at the sea.", "An umbrella is best bought on the spot."));
            return city;
        });
    }

    private void ask(List<Message> input, Message output, long inputTokens, long outputTokens)
            throws InterruptedException {
        LlmSpanBuilder call = spans.llm("openai", MODEL)
                .instructions(INSTRUCTIONS)
                .input(input)
                .tools(List.of(WEATHER))
                .temperature(0.2);
        call.<Message, InterruptedException>call(llm -> {
            Thread.sleep(45);
            llm.output(List.of(output)).responseModel(MODEL).tokensUsed(inputTokens, outputTokens);
            return output;
        });
    }

    private String weather(String city, boolean isOffline) throws InterruptedException, TimeoutException {
        try (var tool = spans.tool("get_weather")
                .callId("call-1")
                .arguments(Map.of("city", city))
                .start()) {
            Thread.sleep(isOffline ? 120 : 20);
            if (isOffline) {
                TimeoutException timeout = new TimeoutException("no answer within 120 ms");
                tool.fail(timeout);
                throw timeout;
            }
            tool.result(Map.of("rain", true));
            return "rain";
        }
    }
}
