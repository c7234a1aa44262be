package io.amp4j.benchmarks;

import io.amp4j.otel.span.AmpSpans;
import io.amp4j.otel.span.Message;
import io.amp4j.otel.span.ToolDefinition;
import java.util.List;

/** What a small agent says in one turn: about 2 kB in all, with the quotes and line breaks that JSON must escape. */
final class SpanTexts {
    static final String MODEL = "gpt-4o-mini";
    static final String ANSWERING_MODEL = "gpt-4o-mini-2024-07-18";
    static final String CALL_ID = "call_qL2vWmTz8b4kYh1d";
    static final String CONVERSATION = "2f1c6f0e-7a35-4a3e-9d29-3f6a1f0c55aa";

    static final String INSTRUCTIONS = """
            You are the assistant of a travel agency. Answer in the language of the customer.
            Never invent flights: look them up with the tools. Say prices with their currency.
            If a tool fails, say so and offer to call back.""";
    static final String QUESTION = "I need to be in Colombo on Monday morning and back in Berlin by Thursday night.\n"
            + "What is the cheapest way with at most one stop? My budget is 900 euros, and I have a bag.";
    static final String ARGUMENTS =
            "{\"from\":\"BER\",\"to\":\"CMB\",\"depart\":\"2026-11-30\",\"return\":\"2026-12-03\",\"max_stops\":1}";
    static final String RESULT = """
            {"flights":[{"carrier":"QR","number":"QR 80","via":"DOH","price":{"amount":812.4,"currency":"EUR"},"bags":1},\
            {"carrier":"TK","number":"TK 1722","via":"IST","price":{"amount":845.0,"currency":"EUR"},"bags":1},\
            {"carrier":"EK","number":"EK 46","via":"DXB","price":{"amount":931.9,"currency":"EUR"},"bags":2}],\
            "note":"prices hold for 15 minutes"}""";
    static final String ANSWER = """
            The cheapest connection is "QR 80" by way of Doha for 812.40 EUR, one bag included:
            - out on Sunday 16:25, arriving in Colombo on Monday 08:40
            - back on Thursday 04:10, arriving in Berlin at 13:55
            Shall I hold it? The price is good for 15 minutes.""";

    private static final String FLIGHT_SCHEMA = """
            {"type":"object","properties":{"from":{"type":"string","description":"IATA code"},\
            "to":{"type":"string","description":"IATA code"},"depart":{"type":"string","format":"date"},\
            "return":{"type":"string","format":"date"},"max_stops":{"type":"integer"}},"required":["from","to","depart"]}""";
    private static final String HOLD_SCHEMA = """
            {"type":"object","properties":{"number":{"type":"string"},"minutes":{"type":"integer"}},"required":["number"]}""";

    /** Name, description and parameters of each tool. */
    static final String[][] TOOLS = {
        {"find_flights", "Finds flights with prices. Returns at most ten, the cheapest first.", FLIGHT_SCHEMA},
        {"hold_flight", "Holds a flight at the price found, for some minutes.", HOLD_SCHEMA},
        {"call_back", "Asks a person of the agency to call the customer.", ""},
    };

    /** The same tools as an application keeps them for the typed builders. */
    static final List<ToolDefinition> TOOL_DEFINITIONS = List.of(
            ToolDefinition.of(TOOLS[0][0], TOOLS[0][1], TOOLS[0][2]),
            ToolDefinition.of(TOOLS[1][0], TOOLS[1][1], TOOLS[1][2]),
            ToolDefinition.of(TOOLS[2][0], TOOLS[2][1], TOOLS[2][2]));

    /** What both ways to make a span call the framework. */
    static final String FRAMEWORK = AmpSpans.DEFAULT_FRAMEWORK;

    private SpanTexts() {}

    /** The turn so far, made anew as an application does for each call. */
    static List<Message> conversation() {
        return List.of(
                Message.user(QUESTION),
                Message.assistant(List.of(new Message.ToolCall(CALL_ID, TOOLS[0][0], ARGUMENTS))),
                Message.tool(CALL_ID, RESULT));
    }
}
