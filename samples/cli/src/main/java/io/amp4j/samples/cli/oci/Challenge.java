package io.amp4j.samples.cli.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One demand of a {@code WWW-Authenticate} header.
 *
 * @param scheme in lower case: {@code bearer}, {@code basic}, …
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Reads every challenge of the headers; what follows after something that is no challenge is dropped. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        headers.forEach(header -> new Reader(header, challenges).read());
        return challenges;
    }

    /** Goes through one header from left to right. */
    private static final class Reader {
        private final String text;
        private final List<Challenge> into;
        private int at;

        Reader(String text, List<Challenge> into) {
            this.text = text;
            this.into = into;
        }

        void read() {
            String scheme = null;
            Map<String, String> parameters = new LinkedHashMap<>();
            while (true) {
                skip(" \t,");
                String token = token();
                if (token.isEmpty()) {
                    break;
                }
                skip(" \t");
                if (scheme != null && at < text.length() && text.charAt(at) == '=') {
                    // More than one of them ends a credential that is no parameter; its value is empty.
                    skip("= \t");
                    parameters.put(token.toLowerCase(Locale.ROOT), value());
                } else {
                    add(scheme, parameters);
                    scheme = token.toLowerCase(Locale.ROOT);
                    parameters.clear();
                }
            }
            add(scheme, parameters);
        }

        private void add(@Nullable String scheme, Map<String, String> parameters) {
            if (scheme != null) {
                into.add(new Challenge(scheme, parameters));
            }
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int from = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String value() {
            if (at == text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }
    }
}
