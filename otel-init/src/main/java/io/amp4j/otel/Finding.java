package io.amp4j.otel;

import org.jspecify.annotations.Nullable;

/**
 * One thing about a span that AMP will not show, or not as meant.
 *
 * @param level whose rule it breaks
 * @param severity how bad that is
 * @param code a name for this kind of finding that stays the same from version to version
 * @param key the attribute it is about, or null
 * @param message one sentence: what is wrong and what follows; never content, and on one line, without control characters
 * @param fix one sentence: what to do
 */
public record Finding(
        Level level,
        Severity severity,
        String code,
        @Nullable String key,
        String message,
        String fix) {
    /** Whose rule a finding is about. The three do not agree everywhere, so each is checked for itself. */
    public enum Level {
        /** The published attribute table. */
        PUBLISHED_CONTRACT,
        /** AMP's generated JSON Schema, stricter in places than what is published. */
        AMP_SCHEMA,
        /** What the observer's code needs to show the span, and its evaluators to judge it. */
        OBSERVER
    }

    /** How bad a finding is. */
    public enum Severity {
        /** Something required is missing, or something sent is lost or shown wrongly. */
        PROBLEM,
        /** All that was sent is shown; something could be better. */
        ADVICE
    }

    @Override
    public String toString() {
        return severity + " " + code + ": " + message + " " + fix;
    }
}
