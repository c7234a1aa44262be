package io.amp4j.opamp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which headers can be sent. */
final class Headers {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private Headers() {}

    /** @throws IllegalArgumentException if there can be no such header; the message never shows the value */
    static void check(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a header name: '" + name + "'");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
            throw new IllegalArgumentException(
                    "the value of header '" + name + "' has characters other than printable ASCII");
        }
    }

    /** Returns the headers with one value each. */
    static Map<String, List<String>> multi(Map<String, String> headers) {
        Map<String, List<String>> multi = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            check(name, value);
            multi.put(name, List.of(value));
        });
        return multi;
    }
}
