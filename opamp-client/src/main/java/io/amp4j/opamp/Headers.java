package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks which headers can be sent. */
final class Headers {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private Headers() {}

    /** @throws IllegalArgumentException if name or value is not valid; the message never shows the value */
    static void check(String name, String value) {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
        if (!NAME.matcher(name).matches()) {
            // If the caller has swapped name and value, this is the secret.
            throw new IllegalArgumentException("the name of a header is of letters, digits and -; this is "
                    + Printable.described(name) + "; are name and value swapped?");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
            throw new IllegalArgumentException(
                    "the value of header '" + name + "' has characters other than printable ASCII");
        }
    }

    /** Returns the headers as lists of one value each. */
    static Map<String, List<String>> multi(Map<String, String> headers) {
        Map<String, List<String>> multi = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            check(name, value);
            multi.put(name, List.of(value));
        });
        return multi;
    }
}
