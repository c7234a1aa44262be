package io.amp4j.otel.internal.contract;

import io.amp4j.otel.contract.data.RenderedTokens;
import io.amp4j.otel.internal.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Token counts in their three places: usage attributes, CrewAI's text, and LangChain's message inside an entity output. */
final class Usage {
    private Usage() {}

    /** Returns the counts of the span's own usage attributes; null if neither input nor output is above 0. */
    static @Nullable RenderedTokens of(Keys keys) {
        long input = count(keys, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens");
        long output = count(keys, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens");
        Long cached = GoText.leadingInt(keys.value("gen_ai.usage.cache_read_input_tokens"));
        if (input <= 0 && output <= 0) {
            return null;
        }
        return RenderedTokens.builder()
                .input(input)
                .output(output)
                .cacheRead(cached == null ? 0 : Math.max(0, cached))
                .total(input + output)
                .build();
    }

    private static long count(Keys keys, String key, String legacyKey) {
        Long count = GoText.leadingInt(keys.value(keys.has(key) ? key : legacyKey));
        return count == null ? 0 : count;
    }

    /** Returns the counts in CrewAI's text; null if there are none. */
    static @Nullable RenderedTokens ofCrew(Keys keys) {
        String text = keys.text("crewai.crew.token_usage");
        if (text == null) {
            return null;
        }
        long[] counts = new long[4];
        for (int start = 0; start < text.length(); ) {
            int end = wordEnd(text, start);
            String word = text.substring(start, end);
            // A key has at least one character, whatever that is.
            int equals = word.indexOf('=', 1);
            Long count = equals < 0 ? null : GoText.leadingInt(word.substring(equals + 1));
            int field = switch (word.substring(0, Math.max(equals, 0))) {
                case "prompt_tokens" -> 0;
                case "completion_tokens" -> 1;
                case "cached_prompt_tokens" -> 2;
                case "total_tokens" -> 3;
                default -> -1;
            };
            if (count != null && field >= 0) {
                counts[field] = count;
            }
            start = end + 1;
        }
        return counts[0] > 0 || counts[1] > 0 || counts[3] > 0
                ? RenderedTokens.builder()
                        .input(counts[0])
                        .output(counts[1])
                        .cacheRead(counts[2])
                        .total(counts[3])
                        .build()
                : null;
    }

    private static int wordEnd(String text, int start) {
        int end = start;
        while (end < text.length() && " \t\n\u000b\f\r".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** Returns the counts that LangChain leaves in the last message of an entity output; null if there are none. */
    static @Nullable RenderedTokens ofLangChain(Keys keys) {
        Map<String, @Nullable Object> arguments = Entities.lastMessageArguments(keys);
        if (arguments == null) {
            return null;
        }
        Map<String, @Nullable Object> response = Json.asObject(arguments.get("response_metadata"));
        RenderedTokens tokens = response == null
                ? null
                : counts(Json.asObject(response.get("token_usage")), "prompt_tokens", "completion_tokens");
        return tokens != null
                ? tokens
                : counts(Json.asObject(arguments.get("usage_metadata")), "input_tokens", "output_tokens");
    }

    private static @Nullable RenderedTokens counts(
            @Nullable Map<String, @Nullable Object> usage, String inputKey, String outputKey) {
        if (usage == null) {
            return null;
        }
        Long input = GoText.leadingInt(usage.get(inputKey));
        Long output = GoText.leadingInt(usage.get(outputKey));
        if (input == null && output == null) {
            return null;
        }
        long in = input == null ? 0 : input;
        long out = output == null ? 0 : output;
        Long total = GoText.leadingInt(usage.get("total_tokens"));
        return RenderedTokens.builder()
                .input(in)
                .output(out)
                .total(total == null || total == 0 ? in + out : total)
                .build();
    }
}
