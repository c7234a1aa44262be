package io.amp4j.otel.internal.contract;

import io.amp4j.otel.RenderedTokens;
import io.amp4j.otel.internal.json.Json;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Token counts in their three places: usage attributes, CrewAI's text, and LangChain's message inside an entity output. */
final class Usage {
    private static final Pattern PAIR = Pattern.compile("(\\S+?)=(\\S*)");

    private Usage() {}

    /** Returns the counts of the span's own usage attributes; null if neither input nor output is above 0. */
    static @Nullable RenderedTokens of(Keys keys) {
        long input = count(keys, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens");
        long output = count(keys, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens");
        Long cached = GoText.leadingInt(keys.value("gen_ai.usage.cache_read_input_tokens"));
        if (input <= 0 && output <= 0) {
            return null;
        }
        return new RenderedTokens(input, output, cached == null ? 0 : Math.max(0, cached), input + output);
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
        Matcher pairs = PAIR.matcher(text);
        while (pairs.find()) {
            Long count = GoText.leadingInt(pairs.group(2));
            int field = switch (pairs.group(1)) {
                case "prompt_tokens" -> 0;
                case "completion_tokens" -> 1;
                case "cached_prompt_tokens" -> 2;
                case "total_tokens" -> 3;
                default -> -1;
            };
            if (count != null && field >= 0) {
                counts[field] = count;
            }
        }
        return counts[0] > 0 || counts[1] > 0 || counts[3] > 0
                ? new RenderedTokens(counts[0], counts[1], counts[2], counts[3])
                : null;
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
        return new RenderedTokens(in, out, 0, total == null || total == 0 ? in + out : total);
    }
}
