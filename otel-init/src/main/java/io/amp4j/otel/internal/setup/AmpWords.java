package io.amp4j.otel.internal.setup;

import io.amp4j.otel.internal.setup.Reply.Condition;

/** Spans to AMP, by the settings of the environment. */
record AmpWords() implements ExportWords {
    @Override
    public String receiver() {
        return "AMP";
    }

    @Override
    public String record() {
        return "span";
    }

    @Override
    public String remedy(Condition condition) {
        return switch (condition) {
            case UNAUTHORIZED ->
                "the agent API key is missing, wrong or expired. Generate a new key for this agent in the AMP Console"
                        + " and set AMP_AGENT_API_KEY (a mounted key file is read again by itself; a variable needs a"
                        + " restart)";
            case FORBIDDEN ->
                "the agent API key is valid but not for this endpoint. Check that AMP_AGENT_API_KEY and"
                        + " AMP_OTEL_ENDPOINT belong to the same agent and environment";
            case NO_SUCH_ROUTE ->
                "there is no trace route. Check the path of AMP_OTEL_ENDPOINT; AMP's base address usually ends with"
                        + " /otel";
            case TOO_LARGE ->
                "batches are split until they fit; lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE to avoid the extra requests";
            case PROXY_REFUSED ->
                "it wants a user name and password, or others. Give them in HTTPS_PROXY (for an http endpoint"
                        + " HTTP_PROXY), as http://user:password@host:port; a proxy that the JVM is told of"
                        + " (https.proxyHost) gets none";
            case THROTTLED -> "sending waits as long as the server asks; spans stay queued until the queue is full";
            case REDIRECTED ->
                "redirects are not followed, so that the key reaches no other address. Set AMP_OTEL_ENDPOINT to the"
                        + " final address";
            case SERVER_TROUBLE, UNREACHABLE, WITHOUT_KEY ->
                "each batch is retried for a while; spans stay queued until the queue is full";
            case PARTLY_REJECTED -> "the rest was taken";
            case REFUSED, DELIVERING -> "the batch was given up";
        };
    }
}
