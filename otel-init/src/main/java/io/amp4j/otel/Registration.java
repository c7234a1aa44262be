package io.amp4j.otel;

/**
 * How {@link AmpOtel} stands to the global OpenTelemetry of the process. New constants may be added: have a default branch.
 *
 * @since 0.1.0
 */
public enum Registration {
    /** It is the global one. */
    GLOBAL,
    /** Somebody else's SDK is global and hands its spans to AMP's pipeline. */
    ATTACHED,
    /** It stands beside the global one: only spans of its own tracers reach AMP. */
    STANDALONE,
    /** {@code OTEL_SDK_DISABLED=true}: nothing is recorded or sent. */
    DISABLED
}
