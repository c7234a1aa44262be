package io.amp4j.samples.cli.oci;

import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * The last answer to a request, after redirects.
 *
 * @param status the HTTP status
 * @param headers its headers
 * @param from the server that sent it
 * @param isFromOrigin whether every redirect stayed at the origin of the first request
 * @param body the first {@value Requests#LONGEST_BODY} bytes of it as text; empty unless asked for
 */
record Answer(int status, HttpHeaders headers, URI from, boolean isFromOrigin, String body) {
    /** Returns the status without its body. */
    @Override
    public String toString() {
        return "Answer[" + status + " from " + from.getHost() + "]";
    }
}
