package io.amp4j.otel;

/**
 * How {@link AmpOtel} relates to the global OpenTelemetry of the process. Constants may be added: a {@code switch} over them needs a
 * default branch.
 *
 * @since 0.1.0
 */
public enum Registration {
    /** It is the global OpenTelemetry. */
    GLOBAL,
    /** Another SDK is global and passes its spans to AMP's pipeline. */
    ATTACHED,
    /** It is separate from the global OpenTelemetry: only spans of its own tracers are sent to AMP. */
    STANDALONE,
    /** {@code OTEL_SDK_DISABLED=true}: nothing is recorded or sent. */
    DISABLED
}
