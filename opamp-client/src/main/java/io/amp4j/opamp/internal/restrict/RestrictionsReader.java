package io.amp4j.opamp.internal.restrict;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads a file of restrictions, and says everything that is wrong with it. */
public final class RestrictionsReader {
    private final YAMLParser parser;
    private final Target target;
    private final List<String> problems;

    private RestrictionsReader(YAMLParser parser, Target target, List<String> problems) {
        this.parser = parser;
        this.target = target;
        this.problems = problems;
    }

    /** Takes what is read; a path may be refused by an {@link IllegalArgumentException}. */
    public interface Target {
        /** Takes a path that is allowed. */
        void allow(String path);

        /** Takes a path that is denied. */
        void deny(String path);

        /** Takes the hosts that are allowed at a path. */
        void hosts(String path, List<String> hosts);

        /** Takes what values must not be like. */
        void denyValue(String pattern);

        /** Says that violations are left out. */
        void removes();
    }

    /** Reads {@code yaml} into {@code target}, which is of use if nothing was added to {@code problems}. */
    public static void read(String yaml, Target target, List<String> problems) {
        try (YAMLParser parser = DocumentFilter.parser(yaml)) {
            new RestrictionsReader(parser, target, problems).document();
        } catch (JsonProcessingException e) {
            problems.add("line "
                    + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()) + ": "
                    + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("cannot be read"));
        } catch (IOException e) {
            throw new UncheckedIOException("texts are read in memory", e);
        }
    }

    private void document() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            problems.add("must be a map");
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "allow" -> texts(name).forEach(checked(name, target::allow));
                case "deny" -> texts(name).forEach(checked(name, target::deny));
                case "deny_values" -> texts(name).forEach(target::denyValue);
                case "hosts" -> hosts();
                case "on_violation" -> onViolation();
                default -> {
                    problems.add("'" + name + "' is not known: allow, deny, hosts, deny_values and on_violation are");
                    parser.skipChildren();
                }
            }
        }
    }

    private void hosts() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            problems.add("hosts must be a map from paths to lists of hosts");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String path = parser.currentName();
            parser.nextToken();
            List<String> hosts = texts("hosts." + path);
            checked("hosts", (String at) -> target.hosts(at, hosts)).accept(path);
        }
    }

    private void onViolation() throws IOException {
        String value = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        if (value.equals("remove")) {
            target.removes();
        } else if (!value.equals("refuse")) {
            problems.add("on_violation must be refuse or remove");
            parser.skipChildren();
        }
    }

    private List<String> texts(String name) throws IOException {
        List<String> texts = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            problems.add(name + " must be a list of texts");
            parser.skipChildren();
            return texts;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            } else {
                problems.add(name + " must be a list of texts");
                parser.skipChildren();
            }
        }
        return texts;
    }

    private Consumer<String> checked(String name, Consumer<String> taker) {
        return path -> {
            try {
                taker.accept(path);
            } catch (IllegalArgumentException e) {
                problems.add(name + ": " + e.getMessage());
            }
        };
    }
}
