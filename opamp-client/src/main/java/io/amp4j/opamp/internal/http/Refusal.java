package io.amp4j.opamp.internal.http;

import okhttp3.HttpUrl;

/** Advice about a status other than success. */
public final class Refusal {
    private Refusal() {}

    /** Returns the status, and what to check if that is known. */
    public static String of(int status, HttpUrl url) {
        return switch (status) {
            case 401, 403 -> status + "; check the headers (header, headerSupplier)";
            case 404, 405 ->
                status + " at " + url.encodedPath() + "; check the path of the endpoint, usually /v1/opamp";
            default -> String.valueOf(status);
        };
    }
}
