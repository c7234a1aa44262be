package io.amp4j.opamp.internal.text;

import java.util.List;
import java.util.Map;

/** Checks which texts can be names and values of HTTP headers. */
public final class HeaderText {

    private HeaderText() {}

    /**
     * Refuses names and values that cannot be sent in a request; the message holds no value.
     *
     * @throws IllegalArgumentException if there is one
     */
    public static void check(Map<String, List<String>> headers) {
        headers.forEach((name, values) -> {
            boolean token = !name.isEmpty()
                    && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
            if (!token) {
                throw new IllegalArgumentException("the name of a header is of letters, digits and -; this is "
                        + Printable.described(name) + "; are name and value swapped?");
            }
            for (String value : values) {
                if (value.chars().anyMatch(c -> (c != '\t' && c < ' ') || c > 0x7e)) {
                    throw new IllegalArgumentException(
                            "the value of header '" + name + "' holds a character that no header can carry");
                }
            }
        });
    }
}
