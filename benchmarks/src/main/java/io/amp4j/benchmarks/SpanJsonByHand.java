package io.amp4j.benchmarks;

import static io.amp4j.benchmarks.SpanTexts.ANSWER;
import static io.amp4j.benchmarks.SpanTexts.ARGUMENTS;
import static io.amp4j.benchmarks.SpanTexts.CALL_ID;
import static io.amp4j.benchmarks.SpanTexts.QUESTION;
import static io.amp4j.benchmarks.SpanTexts.RESULT;
import static io.amp4j.benchmarks.SpanTexts.TOOLS;

/** The JSON of messages and tools as a careful programmer writes it without a library: one builder, large enough from the start. */
final class SpanJsonByHand {
    private SpanJsonByHand() {}

    static String conversation() {
        StringBuilder json = new StringBuilder(
                400 + QUESTION.length() + 2 * CALL_ID.length() + ARGUMENTS.length() + RESULT.length());
        json.append("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":");
        quote(json, QUESTION);
        json.append("}]},{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":");
        quote(json, CALL_ID);
        json.append(",\"name\":");
        quote(json, TOOLS[0][0]);
        json.append(",\"arguments\":");
        quote(json, ARGUMENTS);
        json.append("}]},{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":");
        quote(json, CALL_ID);
        json.append(",\"response\":");
        quote(json, RESULT);
        return json.append("}]}]").toString();
    }

    static String question() {
        return oneText("user", QUESTION);
    }

    static String answer() {
        return oneText("assistant", ANSWER);
    }

    private static String oneText(String role, String text) {
        StringBuilder json = new StringBuilder(80 + text.length());
        json.append("[{\"role\":");
        quote(json, role);
        json.append(",\"parts\":[{\"type\":\"text\",\"content\":");
        quote(json, text);
        return json.append("}]}]").toString();
    }

    static String tools() {
        int length = 2;
        for (String[] tool : TOOLS) {
            length += 60 + tool[0].length() + tool[1].length() + tool[2].length() * 5 / 4;
        }
        StringBuilder json = new StringBuilder(length).append('[');
        for (String[] tool : TOOLS) {
            if (json.length() > 1) {
                json.append(',');
            }
            json.append("{\"name\":");
            quote(json, tool[0]);
            json.append(",\"description\":");
            quote(json, tool[1]);
            if (!tool[2].isEmpty()) {
                json.append(",\"parameters\":");
                quote(json, tool[2]);
            }
            json.append('}');
        }
        return json.append(']').toString();
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
