import org.jspecify.annotations.NullMarked;

/** OpenTelemetry set up for WSO2 Agent Manager. */
@NullMarked
module io.amp4j.otel {
    requires transitive io.opentelemetry.api;
    requires transitive io.opentelemetry.sdk.trace;
    requires transitive io.opentelemetry.context;
    requires transitive io.opentelemetry.sdk.common;
    requires transitive io.opentelemetry.sdk.logs;
    requires transitive io.opentelemetry.sdk.metrics;
    requires io.opentelemetry.sdk;
    requires java.logging;
    // Not for us: the queue of SDKs before 1.55 uses sun.misc.Unsafe without saying so, and warns without it.
    requires jdk.unsupported;
    // Only autoconfiguration loads what needs this, and only from the class path: see META-INF/services. With a
    // "provides" the module could not be resolved without it.
    requires static io.opentelemetry.sdk.autoconfigure.spi;
    // The same, for the component of configuration files.
    requires static io.opentelemetry.api.incubator;
    // Only who sends telemetry of his own where an OpAMP server says needs it, and has it.
    requires static transitive io.amp4j.opamp;
    requires static transitive org.jspecify;

    exports io.amp4j.otel;
    exports io.amp4j.otel.contract;
    exports io.amp4j.otel.contract.data;
    exports io.amp4j.otel.export;
    exports io.amp4j.otel.sampling;
    exports io.amp4j.otel.span;
    exports io.amp4j.otel.telemetry;
}
