package io.amp4j.catalog.internal.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What a parser says about a broken text, in words that help its author. */
final class ParserWords {
    private ParserWords() {}

    static String of(MarkedYAMLException e) {
        String problem = String.valueOf(e.getProblem() == null ? e.getContext() : e.getProblem());
        if (problem.contains("\\t(TAB)")) {
            return "found character that cannot start any token: a TAB; indent with spaces";
        }
        if (problem.contains("unexpected end of stream")) {
            return "found unexpected end of stream; a quote or bracket is not closed";
        }
        if (problem.contains("mapping values are not allowed here")) {
            return "mapping values are not allowed here; check the indentation, or quote a text that holds \": \"";
        }
        if (problem.contains("cannot start any token")) {
            return "found character that cannot start any token; quote the text";
        }
        String context = e.getContext() == null || e.getProblem() == null ? "" : " " + e.getContext();
        return Quoted.shortened(problem + context);
    }

    static String of(JsonProcessingException e) {
        String problem = String.valueOf(e.getOriginalMessage());
        if (problem.startsWith("Expected a field name")) {
            return "a key must be plain text, not an alias, a list or a mapping";
        }
        return Quoted.shortened(problem);
    }
}
