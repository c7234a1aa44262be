package io.amp4j.opamp.internal.transport;

import okhttp3.Response;

/** What a person can do about a status that is no success. */
final class Refusal {
    private Refusal() {}

    /** Returns the status, and what to look at where that is known. */
    static String of(Response response) {
        int status = response.code();
        return switch (status) {
            case 401, 403 -> status + "; check the headers (header, headerSupplier)";
            case 404, 405 ->
                status + " at " + response.request().url().encodedPath()
                        + "; check the path of the endpoint, usually /v1/opamp";
            default -> String.valueOf(status);
        };
    }
}
