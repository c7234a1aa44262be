package io.amp4j.otel.internal.setup;

import io.amp4j.otel.internal.setup.Reply.Condition;

/**
 * An agent's own telemetry, by the offers of an OpAMP server.
 *
 * @param kind traces, metrics or logs
 * @param record one of what a batch is made of
 * @param refusable one of what a receiver counts that takes a part: a metric has many data points, and OTLP counts those
 */
public record OwnTelemetryWords(String kind, String record, String refusable) implements ExportWords {
    @Override
    public String receiver() {
        return "The receiver of the agent's own " + kind;
    }

    @Override
    public String remedy(Condition condition) {
        return switch (condition) {
            case UNAUTHORIZED, FORBIDDEN ->
                "it does not take the credentials. The OpAMP server has to offer others, or another endpoint";
            case NO_SUCH_ROUTE ->
                "there is no such route. The OpAMP server has to offer the whole URL of the receiver, which usually"
                        + " ends with /v1/"
                        + kind;
            case TOO_LARGE -> "batches are split until they fit";
            case PROXY_REFUSED ->
                "it wants a user name and password, or others. The OpAMP server has to offer them with the proxy";
            case THROTTLED -> "sending waits as long as the receiver asks";
            case REDIRECTED ->
                "redirects are not followed, so that credentials reach no other address. The OpAMP server has to offer"
                        + " the final address";
            case SERVER_TROUBLE, UNREACHABLE, WITHOUT_KEY -> "each batch is retried for a while";
            case PARTLY_REJECTED -> "the rest was taken";
            case REFUSED, DELIVERING -> "the batch was given up";
        };
    }
}
