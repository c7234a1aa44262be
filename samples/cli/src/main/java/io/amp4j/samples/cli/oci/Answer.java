package io.amp4j.samples.cli.oci;

import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * The last answer to a request, after redirects.
 *
 * @param status the HTTP status
 * @param headers its headers
 * @param from who gave it
 * @param isFromOrigin whether every redirect on the way stayed with the one who was asked first
 * @param body the first {@value Requests#LONGEST_BODY} bytes of it as text; empty unless asked for
 */
record Answer(int status, HttpHeaders headers, URI from, boolean isFromOrigin, String body) {
    /** Returns the status without its body. */
    @Override
    public String toString() {
        return "Answer[" + status + " from " + from.getHost() + "]";
    }
}
