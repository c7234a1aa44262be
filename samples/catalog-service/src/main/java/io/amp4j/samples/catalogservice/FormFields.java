package io.amp4j.samples.catalogservice;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code application/x-www-form-urlencoded}. */
final class FormFields {
    private FormFields() {}

    /** Returns the fields by name; the last of a name counts. */
    static Map<String, String> of(String body) throws Http.BadRequest {
        Map<String, String> fields = new HashMap<>();
        for (String part : body.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                fields.put(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decode(String part) throws Http.BadRequest {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Http.BadRequest(400, "the form is not URL-encoded");
        }
    }
}
